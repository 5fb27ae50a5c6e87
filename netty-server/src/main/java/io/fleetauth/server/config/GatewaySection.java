// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.server.gateway.GatewayConfig;
import io.fleetauth.server.gateway.GatewayLimits;
import io.fleetauth.server.gateway.RegistrationConfig;
import io.fleetauth.server.gateway.service.CommunicationConfig;
import io.fleetauth.server.gateway.service.MixedRealityConfig;
import io.fleetauth.server.gateway.service.ServicesConfig;
import io.fleetauth.token.RefreshPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The section {@code gateway}. */
public record GatewaySection(
    @Key(doc = "Address to listen on; 0.0.0.0 for all.", value = "127.0.0.1") String host,
    @Key(doc = "Port for plain HTTP; 0 takes a free one.", value = "8400", max = 65535)
        int httpPort,
    @Key(doc = "Port for HTTPS; 0 takes a free one.", value = "8443", max = 65535) int httpsPort,
    @Key(doc = "Whether to listen for HTTPS as well.", value = "true") boolean https,
    @Key(
            doc =
                "How devices reach the gateway, without a slash at the end; the issuer of its ID"
                    + " tokens begins with it. The plain HTTP address when not given.")
        @Nullable URI publicUrl,
    @Key(
            doc =
                "Bearer token of the admin interface, at least 16 characters. Generated, shown once"
                    + " and kept in the data folder when not given.")
        @Nullable Secret adminToken,
    @Key(
            doc = "Which sessions are renewed before they expire without being asked.",
            value = "while-used")
        RefreshPolicy refreshPolicy,
    @Key(
            doc =
                "Renew refresh tokens that nobody used for so long, so that they do not lapse;"
                    + " never when not given.")
        @Nullable Duration keepAlive,
    @Key(
            doc = "Most sign-ins that may be pending at once, per registration.",
            value = "100000",
            min = 1)
        int maxPendingSignIns,
    @Key(
            doc =
                "Most sessions held in memory, per registration; the others are read from the store."
                    + " One whose access token is longer than 1,535 characters counts for more. When"
                    + " not given: one for each 4 KiB of heap, 10000 to 4000000, divided by the"
                    + " number of registrations.",
            min = 1)
        @Nullable Long maxHotSessions,
    @Key(doc = "Longest time that a poll is held for `Prefer: wait`; at most 60s.", value = "30s")
        Duration maxPollWait,
    @Key(doc = "Longest wait for work under way when stopping.", value = "10s")
        Duration closeWithin,
    @Key(doc = "Where sessions are kept.") StoreSection store,
    @Key(doc = "The OAuth clients to sign devices in with, by name.")
        Map<String, RegistrationSection> registrations,
    @Key(doc = "Mixed Reality accounts whose tokens devices may have, by name.")
        Map<String, MixedRealityServiceSection> mixedReality,
    @Key(doc = "Communication resources whose tokens devices may have, by name.")
        Map<String, CommunicationServiceSection> communication) {

  private static final int LEAST_ADMIN_TOKEN = 16;

  public GatewaySection {
    registrations = Collections.unmodifiableMap(new LinkedHashMap<>(registrations));
    registrations.forEach(GatewaySection::requireUsable);
    if (adminToken != null && adminToken.value().length() < LEAST_ADMIN_TOKEN) {
      throw new IllegalArgumentException("admin-token must have at least 16 characters");
    }
    limits(maxPendingSignIns, maxHotSessions, maxPollWait);
    mixedReality = Collections.unmodifiableMap(new LinkedHashMap<>(mixedReality));
    communication = Collections.unmodifiableMap(new LinkedHashMap<>(communication));
    services(mixedReality, communication).requireKnown(registrations.keySet());
  }

  private static ServicesConfig services(
      Map<String, MixedRealityServiceSection> mixedReality,
      Map<String, CommunicationServiceSection> communication) {
    var accounts = new LinkedHashMap<String, MixedRealityConfig>();
    mixedReality.forEach((name, one) -> accounts.put(name, one.config()));
    var resources = new LinkedHashMap<String, CommunicationConfig>();
    communication.forEach((name, one) -> resources.put(name, one.config()));
    return new ServicesConfig(accounts, resources);
  }

  /** Returns the services whose tokens devices may have. */
  public ServicesConfig services() {
    return services(mixedReality, communication);
  }

  private static void requireUsable(String name, RegistrationSection registration) {
    try {
      registration.config().registration(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("registration " + name + ": " + e.getMessage(), e);
    }
  }

  private static GatewayLimits limits(int pending, @Nullable Long hot, Duration wait) {
    return new GatewayLimits(pending, hot, wait);
  }

  /**
   * Returns what the gateway takes.
   *
   * @param token the admin token to use, configured or not
   */
  public GatewayConfig config(Secret token) {
    var configs = new LinkedHashMap<String, RegistrationConfig>();
    registrations.forEach((name, registration) -> configs.put(name, registration.config()));
    return new GatewayConfig(
        configs,
        publicUrl,
        token.value(),
        limits(maxPendingSignIns, maxHotSessions, maxPollWait),
        refreshPolicy,
        keepAlive);
  }
}
