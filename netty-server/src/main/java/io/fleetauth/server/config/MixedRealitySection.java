// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.server.authority.mixedreality.MixedRealityAccount;
import io.fleetauth.server.authority.service.AccessKeys;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An item of {@code authority.mixed-reality}. */
public record MixedRealitySection(
    @Key(doc = "The account id, a UUID.") String accountId,
    @Key(doc = "A key of the account; both are good at once.") Secret primaryKey,
    @Key(doc = "The other key of the account.") @Nullable Secret secondaryKey,
    @Key(doc = "Azure region that its tokens name.", value = MixedRealityAccount.DEFAULT_REGION)
        String region) {

  public MixedRealitySection {
    account(accountId, primaryKey, secondaryKey, region);
  }

  MixedRealityAccount config() {
    return account(accountId, primaryKey, secondaryKey, region);
  }

  private static MixedRealityAccount account(
      String id, Secret primary, @Nullable Secret secondary, String region) {
    var keys = new AccessKeys(primary.value(), secondary == null ? null : secondary.value());
    return new MixedRealityAccount(uuid(id, "account-id"), keys, region);
  }

  static UUID uuid(String text, String key) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + " must be a UUID, was " + text, e);
    }
  }
}
