// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A communication identity.
 *
 * @param id such as {@code 8:acs:<resource>_<user>}
 * @param version grows with each change; the record with the highest is the true one
 * @param revocations how often its tokens were revoked; a token is good for as long as that stays
 * @param externalId what the caller calls it; null for nothing
 * @param lastTokenIssuedAt null before the first token
 * @param deleted whether it is gone; such a record only outdates earlier ones
 */
public record Identity(
    String id,
    UUID resource,
    long version,
    int revocations,
    @Nullable String externalId,
    @Nullable Instant lastTokenIssuedAt,
    boolean deleted) {

  Identity tokenIssuedAt(Instant now) {
    return new Identity(id, resource, version + 1, revocations, externalId, now, deleted);
  }

  Identity revoked() {
    return new Identity(
        id, resource, version + 1, revocations + 1, externalId, lastTokenIssuedAt, deleted);
  }

  Identity gone() {
    return new Identity(id, resource, version + 1, revocations, null, null, true);
  }
}
