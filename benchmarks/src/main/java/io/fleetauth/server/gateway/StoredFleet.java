// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.DataFolder;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.JweSessionSealer;
import io.fleetauth.session.KeyRingFile;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import io.fleetauth.store.SqliteSessionStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Puts devices that are signed in into the data folder of a gateway that is not running, as its
 * sign-ins would have left them. Device {@code n} is called {@code stored-n}.
 */
public final class StoredFleet {

  private static final int WRITES_IN_FLIGHT = 2_000;
  private static final Duration LIFETIME = Duration.ofDays(1);

  private final String registration;
  private final String client;
  private final Scopes scopes;
  private final UnaryOperator<String> tokenOf;

  /**
   * @param registration name of the client registration
   * @param client id that the devices use at the gateway
   * @param scopes of every session
   * @param tokenOf the access token of a device, by its name
   */
  public StoredFleet(
      String registration, String client, Scopes scopes, UnaryOperator<String> tokenOf) {
    this.registration = registration;
    this.client = client;
    this.scopes = scopes;
    this.tokenOf = tokenOf;
  }

  public static String name(int n) {
    return "stored-" + n;
  }

  /** Returns the session handle that device {@code n} holds. */
  public String handle(int n) {
    return DeviceSecrets.handle("code-of-" + name(n), client);
  }

  /** Emits the number of devices once all are durable. */
  public Mono<Long> write(DataFolder folder, int devices) throws IOException {
    var sealer = new JweSessionSealer(KeyRingFile.loadOrCreate(folder.sealingKeys()));
    return Mono.usingWhen(
        SqliteSessionStore.open(folder.sessions()),
        store -> write(new Sessions(store, sealer, Clock.systemUTC()), devices),
        SqliteSessionStore::close);
  }

  private Mono<Long> write(Sessions sessions, int devices) {
    Instant now = Instant.now();
    return Flux.range(0, devices)
        .flatMap(n -> sessions.replace(session(n, now)), WRITES_IN_FLIGHT)
        .filter(written -> written)
        .count();
  }

  private StoredSession session(int n, Instant now) {
    String token = tokenOf.apply(name(n));
    var access = new AccessToken(token, "Bearer", scopes, now, now.plus(LIFETIME), null);
    var signedIn =
        new SignedIn(
            new RefreshToken("refresh-of-" + name(n)),
            scopes,
            Map.of(scopes, access),
            null,
            now,
            now,
            null,
            null,
            DeviceSecrets.handleHash(handle(n)));
    return new StoredSession(new SessionKey(registration, new DeviceId(name(n))), 1, signedIn);
  }
}
