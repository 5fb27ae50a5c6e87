// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.server.authority.communication.CommunicationResource;
import io.fleetauth.server.authority.service.AccessKeys;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An item of {@code authority.communication}. */
public record CommunicationSection(
    @Key(doc = "The immutable resource id, a UUID; a part of the ids of its identities.")
        String resourceId,
    @Key(doc = "An access key of the resource, base64; both are good at once.") Secret primaryKey,
    @Key(doc = "The other access key of the resource, base64.") @Nullable Secret secondaryKey,
    @Key(
            doc =
                "Host names under which the resource is called, when there are several; any when"
                    + " not given.")
        List<String> hosts) {

  public CommunicationSection {
    resource(resourceId, primaryKey, secondaryKey, hosts);
  }

  CommunicationResource config() {
    return resource(resourceId, primaryKey, secondaryKey, hosts);
  }

  private static CommunicationResource resource(
      String id, Secret primary, @Nullable Secret secondary, List<String> hosts) {
    var keys = new AccessKeys(primary.value(), secondary == null ? null : secondary.value());
    var uuid = MixedRealitySection.uuid(id, "resource-id");
    return new CommunicationResource(uuid, keys, Set.copyOf(hosts));
  }
}
