// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

/**
 * Somebody of a kind that this version does not know.
 *
 * @param id the raw id
 */
public record UnknownIdentifier(String id) implements CommunicationIdentifier {

  public UnknownIdentifier {
    RawIds.notBlank(id, "id");
  }

  @Override
  public String rawId() {
    return id;
  }
}
