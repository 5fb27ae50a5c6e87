// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.communication.CommunicationResource;
import io.fleetauth.server.authority.mixedreality.MixedRealityAccount;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of the Azure services that are served.
 *
 * @param mixedRealityKeys file with the two generated keys of the only account, one a line; null
 *     when accounts are configured
 * @param communicationKeys the same for the only communication resource
 */
public record ServiceAccounts(
    List<MixedRealityAccount> mixedReality,
    @Nullable Path mixedRealityKeys,
    List<CommunicationResource> communication,
    @Nullable Path communicationKeys) {

  private static final int MIXED_REALITY_KEY_BYTES = 32;
  private static final int COMMUNICATION_KEY_BYTES = 64;

  /** Takes the configured accounts; makes those that are missing. Blocking. */
  static ServiceAccounts of(ServicesConfig config, Path folder, Codes codes) {
    var accountKeys = config.mixedReality().isEmpty() ? folder.resolve("mixed-reality-keys") : null;
    var resourceKeys =
        config.communication().isEmpty() ? folder.resolve("communication-keys") : null;
    return new ServiceAccounts(
        accountKeys == null ? config.mixedReality() : List.of(account(accountKeys, codes)),
        accountKeys,
        resourceKeys == null ? config.communication() : List.of(resource(resourceKeys, codes)),
        resourceKeys);
  }

  private static MixedRealityAccount account(Path keys, Codes codes) {
    return new MixedRealityAccount(
        UUID.fromString(Tenants.guid("mixed-reality")),
        KeyFile.open(keys, MIXED_REALITY_KEY_BYTES, codes),
        MixedRealityAccount.DEFAULT_REGION);
  }

  private static CommunicationResource resource(Path keys, Codes codes) {
    return new CommunicationResource(
        UUID.fromString(Tenants.guid("communication")),
        KeyFile.open(keys, COMMUNICATION_KEY_BYTES, codes),
        Set.of());
  }
}
