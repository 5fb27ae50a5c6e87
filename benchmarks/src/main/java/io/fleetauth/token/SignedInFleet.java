// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.FleetAuth;
import io.fleetauth.endpoint.UndecidedServer;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.SignedInStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/** Makes devices that have a valid token, and an engine that has read each of them once. */
final class SignedInFleet {

  /** As the builder advises: reads are cheapest while less than half of the memory is used. */
  private static final long HEAD_ROOM = 4;

  private static final Duration LIFETIME = Duration.ofDays(1);
  private static final Scopes SCOPES = Scopes.of("api://fleet/read offline_access");
  private static final ClientRegistration REGISTRATION =
      ClientRegistration.of(UndecidedServer.METADATA, "fleet").withScopes(SCOPES);

  private SignedInFleet() {}

  /** Returns the same ids for the same count. */
  static DeviceId[] devices(int count) {
    var random = new Random(count);
    return Stream.generate(() -> DeviceId.generate(random)).limit(count).toArray(DeviceId[]::new);
  }

  static AccessToken token(DeviceId device, Instant now) {
    String value = "access-token-of-" + device;
    return new AccessToken(value, "Bearer", SCOPES, now, now.plus(LIFETIME), null);
  }

  static FleetAuth of(DeviceId[] devices) {
    Instant now = Instant.now();
    var store = new SignedInStore(device -> session(device, now));
    FleetAuth fleet =
        FleetAuth.builder(REGISTRATION)
            .store(store, store)
            .authorizationServer(new UndecidedServer(LIFETIME, Duration.ofSeconds(5)))
            .maxHotSessions(HEAD_ROOM * devices.length)
            .build();
    Flux.fromArray(devices).concatMap(fleet::token).blockLast();
    requireHot(fleet, devices);
    return fleet;
  }

  private static SignedIn session(DeviceId device, Instant now) {
    Map<Scopes, AccessToken> tokens = Map.of(SCOPES, token(device, now));
    var refresh = new RefreshToken("refresh-token-of-" + device);
    return new SignedIn(refresh, SCOPES, tokens, null, now, now, null, null, null);
  }

  /** Else the benchmark would measure something else than hits. */
  private static void requireHot(FleetAuth fleet, DeviceId[] devices) {
    long cold = Stream.of(devices).filter(device -> fleet.peek(device) == null).count();
    if (cold > 0) {
      throw new IllegalStateException(
          cold + " of " + devices.length + " sessions are not in memory");
    }
  }
}
