// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

import io.fleetauth.communication.AccessKey;
import io.fleetauth.server.authority.service.AccessKeys;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A communication resource: what identities belong to.
 *
 * @param id the immutable id, a part of the ids of its identities
 * @param keys base64
 * @param hosts names under which it is called, such as {@code contoso.communication.azure.com};
 *     empty for every name that no other resource has
 */
public record CommunicationResource(UUID id, AccessKeys keys, Set<String> hosts) {

  public CommunicationResource {
    hosts = Set.copyOf(hosts);
    keys.all().forEach(AccessKey::of);
  }

  /** Returns the keys that signatures are made with. */
  List<AccessKey> signingKeys() {
    return keys.all().stream().map(AccessKey::of).toList();
  }

  /** Returns how ids of its identities begin. */
  String prefix() {
    return "8:acs:" + id + "_";
  }
}
