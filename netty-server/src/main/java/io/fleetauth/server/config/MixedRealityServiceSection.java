// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.mixedreality.StsScope;
import io.fleetauth.server.gateway.service.MixedRealityConfig;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A section below {@code gateway.mixed-reality}. */
public record MixedRealityServiceSection(
    @Key(doc = "The account id, a UUID.") String accountId,
    @Key(
            doc =
                "The account's security token service, `https://sts.` and the account domain;"
                    + " without a path.")
        URI endpoint,
    @Key(
            doc =
                "A key of the account; take it from the environment. When not given, each device"
                    + " asks with the token of its person, who needs a role in the account.")
        @Nullable Secret accountKey,
    @Key(
            doc =
                "Without `account-key`: which spelling of the scope the session is asked for, that"
                    + " of the public service or one that begins with `endpoint`.",
            value = "public-service")
        StsScope scope,
    @Key(doc = "Names of the registrations whose devices may have its tokens.")
        List<String> registrations) {

  public MixedRealityServiceSection {
    MixedRealitySection.uuid(accountId, "account-id");
  }

  MixedRealityConfig config() {
    return new MixedRealityConfig(
        Set.copyOf(registrations),
        MixedRealitySection.uuid(accountId, "account-id"),
        endpoint,
        accountKey == null ? null : accountKey.value(),
        scope);
  }
}
