// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.mixedreality.MixedRealityAccount;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of the Azure services that are served.
 *
 * @param mixedRealityKeys file with the two generated keys of the only account, one a line; null
 *     when accounts are configured
 */
public record ServiceAccounts(
    List<MixedRealityAccount> mixedReality, @Nullable Path mixedRealityKeys) {

  private static final int MIXED_REALITY_KEY_BYTES = 32;

  /** Takes the configured accounts; makes those that are missing. Blocking. */
  static ServiceAccounts of(ServicesConfig config, Path folder, Codes codes) {
    if (!config.mixedReality().isEmpty()) {
      return new ServiceAccounts(config.mixedReality(), null);
    }
    var file = folder.resolve("mixed-reality-keys");
    var account =
        new MixedRealityAccount(
            UUID.fromString(Tenants.guid("mixed-reality")),
            KeyFile.open(file, MIXED_REALITY_KEY_BYTES, codes),
            MixedRealityAccount.DEFAULT_REGION);
    return new ServiceAccounts(List.of(account), file);
  }
}
