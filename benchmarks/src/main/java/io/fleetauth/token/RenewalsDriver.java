// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.FleetAuth;
import io.fleetauth.endpoint.RotatingServer;
import io.fleetauth.endpoint.UndecidedServer;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.JweSessionSealer;
import io.fleetauth.session.KeyRingFile;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionSealer;
import io.fleetauth.session.SessionStore;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import io.fleetauth.store.SqliteSessionStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;

/**
 * Renews a fleet whose tokens all expire within the same minute, through the whole path: due in
 * SQLite, claimed, exchanged with a server that answers at once, sealed, durable, served. Prints
 * renewals a second, processor time, how many refresh tokens were spent twice, and how many readers
 * met an expired token; ends with 1 when any did. Run: {@code java -cp
 * benchmarks/target/benchmarks.jar io.fleetauth.token.RenewalsDriver [sessions] [folder]}.
 */
public final class RenewalsDriver {

  private static final Scopes SCOPES = Scopes.of("api://fleet/read offline_access");
  private static final ClientRegistration REGISTRATION =
      ClientRegistration.of(UndecidedServer.METADATA, "fleet").withScopes(SCOPES);
  private static final int WRITES_IN_FLIGHT = 2_000;
  private static final Duration OLD_LIFETIME = Duration.ofMinutes(10);
  private static final Duration LEFT = Duration.ofMinutes(1);
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final int sessions;
  private final RotatingServer server = new RotatingServer(Duration.ofHours(1));

  private RenewalsDriver(int sessions) {
    this.sessions = sessions;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int sessions = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    Path parent = Path.of(args.length > 1 ? args[1] : System.getProperty("java.io.tmpdir"));
    boolean good = new RenewalsDriver(sessions).run(Files.createTempDirectory(parent, "renewals"));
    System.exit(good ? 0 : 1);
  }

  private boolean run(Path folder) throws IOException, InterruptedException {
    SessionSealer sealer = new JweSessionSealer(KeyRingFile.loadOrCreate(folder.resolve("keys")));
    SessionStore store =
        SqliteSessionStore.open(folder.resolve("sessions.db")).blockOptional().orElseThrow();
    fill(new Sessions(store, sealer, Clock.systemUTC()));
    FleetAuth fleet =
        FleetAuth.builder(REGISTRATION)
            .store(store, sealer)
            .authorizationServer(server)
            .refreshPolicy(RefreshPolicy.ALWAYS)
            .build();
    try {
      return renew(fleet);
    } finally {
      fleet.close().block();
      store.close().block();
    }
  }

  private void fill(Sessions stored) {
    Instant now = Instant.now();
    Flux.range(0, sessions)
        .flatMap(n -> stored.replace(session(device(n), now)), WRITES_IN_FLIGHT)
        .blockLast();
  }

  private static DeviceId device(int n) {
    return new DeviceId("headset-" + n);
  }

  /** Its token was obtained some time ago and is due. */
  private static StoredSession session(DeviceId device, Instant now) {
    Instant obtained = now.minus(OLD_LIFETIME);
    var token =
        new AccessToken("first-of-" + device, "Bearer", SCOPES, obtained, now.plus(LEFT), null);
    var refresh = new RefreshToken("refresh-token-of-" + device);
    var tokens = Map.of(SCOPES, token);
    return new StoredSession(
        new SessionKey(REGISTRATION.name(), device),
        1,
        new SignedIn(refresh, SCOPES, tokens, null, obtained, obtained, now, null, null));
  }

  private boolean renew(FleetAuth fleet) throws InterruptedException {
    long begin = System.nanoTime();
    long cpu = cpu();
    fleet.start().block();
    while (server.refreshes() < sessions && System.nanoTime() - begin < LIMIT.toNanos()) {
      Thread.sleep(5);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    double micros = (cpu() - cpu) / 1e3 / Math.max(1, server.refreshes());
    long unserved = IntStream.range(0, sessions).filter(n -> !isServed(fleet, n)).count();
    System.out.printf(
        "%,d sessions, %,d renewals in %.1f s: %,.0f/s, %.0f µs of processor each;"
            + " %d spent twice, %d not served%n",
        sessions,
        server.refreshes(),
        seconds,
        server.refreshes() / seconds,
        micros,
        server.reused(),
        unserved);
    return server.refreshes() == sessions && server.reused() == 0 && unserved == 0;
  }

  private static boolean isServed(FleetAuth fleet, int n) {
    AccessToken token = fleet.token(device(n)).block(LIMIT);
    return token != null && token.isValidAt(Instant.now().plus(LEFT));
  }

  private static long cpu() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime();
  }
}
