// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

/**
 * A user of a Communication resource.
 *
 * @param id such as {@code 8:acs:<resource>_<user>}; whether it is good, the service decides
 */
public record CommunicationUserIdentifier(String id) implements CommunicationIdentifier {

  public CommunicationUserIdentifier {
    RawIds.notBlank(id, "id");
  }

  @Override
  public String rawId() {
    return id;
  }
}
