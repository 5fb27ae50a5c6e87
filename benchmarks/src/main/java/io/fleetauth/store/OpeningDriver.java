// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.util.Objects.requireNonNull;

import io.fleetauth.FleetAuth;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.JweSessionSealer;
import io.fleetauth.session.KeyRingFile;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import reactor.core.publisher.Flux;

/**
 * Measures how long an embedded store with 1,000 and with a million sealed sessions takes to open,
 * with an engine on it, what the first read takes, and the heap that is used then; each in a
 * process of its own. Fills the files if they are not there (a million: some minutes, 7 GB). Run:
 * {@code java -cp benchmarks/target/benchmarks.jar io.fleetauth.store.OpeningDriver folder}.
 */
public final class OpeningDriver {

  private static final List<Integer> SIZES = List.of(1_000, 1_000_000);
  private static final int ROUNDS = 3;
  private static final int TOKEN_CHARACTERS = 2_200;
  private static final int REFRESH_CHARACTERS = 1_000;
  private static final SqliteLimits FILLING = new SqliteLimits(20_000, 10_000, 1, 1);

  private OpeningDriver() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Path.of(args[0]).toAbsolutePath();
    if (args.length > 1) {
      measure(folder, Integer.parseInt(args[1]));
      return;
    }
    Files.createDirectories(folder);
    for (int sessions : SIZES) {
      fill(folder, sessions);
    }
    System.out.printf("%12s %10s %14s %12s%n", "sessions", "open ms", "first read ms", "heap KiB");
    for (int round = 0; round < ROUNDS; round++) {
      for (int sessions : SIZES) {
        fork(folder, sessions);
      }
    }
  }

  private static void fork(Path folder, int sessions) throws IOException, InterruptedException {
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            OpeningDriver.class.getName(),
            folder.toString(),
            "" + sessions)
        .inheritIO()
        .start()
        .waitFor();
  }

  private static Path file(Path folder, int sessions) {
    return folder.resolve("sessions-" + sessions + ".db");
  }

  private static JweSessionSealer sealer(Path folder) throws IOException {
    return new JweSessionSealer(KeyRingFile.loadOrCreate(folder.resolve("keys.json")));
  }

  private static SessionKey key(int n) {
    return new SessionKey(ClientRegistration.DEFAULT_NAME, new DeviceId("headset-" + n));
  }

  private static void fill(Path folder, int count) throws IOException {
    Path file = file(folder, count);
    if (Files.exists(file)) {
      return;
    }
    long begin = System.nanoTime();
    var store = requireNonNull(SqliteSessionStore.open(file, FILLING).block());
    var sessions = new Sessions(store, sealer(folder), Clock.systemUTC());
    var random = new Random(count);
    Instant now = Instant.now();
    Flux.range(0, count)
        .map(n -> new StoredSession(key(n), 1, session(random, now)))
        .flatMap(sessions::replace, FILLING.writeQueue() / 2)
        .blockLast();
    store.close().block();
    System.out.printf(
        "filled %s: %,d bytes in %d s%n",
        file, Files.size(file), (System.nanoTime() - begin) / 1_000_000_000);
  }

  private static SignedIn session(Random random, Instant now) {
    Scopes scopes = Scopes.of("api://fleet/read", "offline_access");
    var token =
        new AccessToken(
            text(random, TOKEN_CHARACTERS),
            "Bearer",
            scopes,
            now,
            now.plus(Duration.ofHours(1)),
            null);
    return new SignedIn(
        new RefreshToken(text(random, REFRESH_CHARACTERS)),
        scopes,
        Map.of(scopes, token),
        null,
        now,
        now,
        null,
        null,
        null);
  }

  private static String text(Random random, int characters) {
    var text = new StringBuilder(characters);
    for (int i = 0; i < characters; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  /** Once without looking, so that the time for loading classes is not in it. */
  private static void measure(Path folder, int count) throws IOException {
    JweSessionSealer sealer = sealer(folder);
    Path warmUp = file(folder, SIZES.get(0));
    Path other = Files.copy(warmUp, folder.resolve("warm-up.db"), REPLACE_EXISTING);
    opened(other, SIZES.get(0), sealer);
    System.out.printf("%,12d %s%n", count, opened(file(folder, count), count, sealer));
  }

  private static String opened(Path file, int count, JweSessionSealer sealer) {
    long begin = System.nanoTime();
    var store = requireNonNull(SqliteSessionStore.open(file).block());
    var fleet =
        FleetAuth.builder(ClientRegistration.oidc("https://id.example.com", "client"))
            .store(store, sealer)
            .build();
    fleet.start().block();
    long opened = System.nanoTime();
    var sessions = new Sessions(store, sealer, Clock.systemUTC());
    requireNonNull(sessions.find(key(new Random().nextInt(count))).block());
    long read = System.nanoTime();
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    fleet.close().block();
    store.close().block();
    return "%10.0f %14.1f %,12d"
        .formatted((opened - begin) / 1e6, (read - opened) / 1e6, heap >> 10);
  }
}
