// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static java.util.Objects.requireNonNull;

import com.sun.management.OperatingSystemMXBean;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.DeviceSession.State;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionRecord;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Compares durable writes per second of the embedded store with the same statement on the same
 * schema without our code (one thread, {@code writers} updates in a commit), in turns, and prints
 * the best round of each with CPU for each write. About 40 s. Run: {@code java -cp
 * benchmarks/target/benchmarks.jar io.fleetauth.store.DurableWritesDriver [folder] [sessions]}.
 */
public final class DurableWritesDriver {

  private static final int[] WRITERS = {1, 16, 100, 1000};
  private static final int ROUNDS = 3;
  private static final Duration ROUND = Duration.ofMillis(1500);
  private static final int SEALED_CHARACTERS = 4600;
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private final Path folder;
  private final int sessions;
  private final Random random = new Random(2026);
  private final String text = text();

  private DurableWritesDriver(Path folder, int sessions) {
    this.folder = folder;
    this.sessions = sessions;
  }

  public static void main(String[] args) throws IOException, SQLException {
    Path parent = Path.of(args.length > 0 ? args[0] : System.getProperty("java.io.tmpdir"));
    int sessions = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
    new DurableWritesDriver(Files.createTempDirectory(parent, "writes"), sessions).run();
  }

  private void run() throws SQLException {
    var plain = new Fleet();
    var ours = new Fleet();
    Path plainFile = folder.resolve("plain.db");
    fill(open(plainFile), plain).close().block();
    SqliteSessionStore store = fill(open(folder.resolve("ours.db")), ours);
    try (SqlConnection connection = new SqliteFile(plainFile).connect()) {
      System.out.printf(
          "%8s %12s %12s %7s %14s %14s%n",
          "writers", "plain /s", "store /s", "ratio", "plain CPU us", "store CPU us");
      for (int writers : WRITERS) {
        compare(writers, connection, plain, store, ours);
      }
    }
    store.close().block();
  }

  private static SqliteSessionStore open(Path file) {
    return requireNonNull(SqliteSessionStore.open(file).block(), "a store");
  }

  private SqliteSessionStore fill(SqliteSessionStore store, Fleet fleet) {
    Flux.range(0, sessions).flatMap(n -> store.replace(fleet.next(n)), 1000).blockLast();
    return store;
  }

  private void compare(
      int writers,
      SqlConnection connection,
      Fleet plainFleet,
      SqliteSessionStore store,
      Fleet storeFleet)
      throws SQLException {
    Speed plain = Speed.NONE;
    Speed ours = Speed.NONE;
    for (int round = 0; round < ROUNDS; round++) {
      plain = plain.best(plain(writers, connection, plainFleet));
      ours = ours.best(stored(writers, store, storeFleet));
    }
    System.out.printf(
        "%8d %,12.0f %,12.0f %7.2f %14.1f %14.1f%n",
        writers,
        plain.perSecond,
        ours.perSecond,
        ours.perSecond / plain.perSecond,
        plain.cpuMicros,
        ours.cpuMicros);
  }

  private Speed plain(int batch, SqlConnection connection, Fleet fleet) throws SQLException {
    var watch = new Watch();
    long writes = 0;
    while (watch.isRunning()) {
      connection.run("BEGIN IMMEDIATE");
      for (int i = 0; i < batch; i++) {
        writes += written(connection, fleet.next(random.nextInt(sessions)));
      }
      connection.run("COMMIT");
    }
    return watch.speed(writes);
  }

  private static int written(SqlConnection connection, SessionRecord next) throws SQLException {
    var update = connection.prepare(SqliteSessionStore.UPDATE_SAME_INDEXES);
    SessionRow.bind(update, next);
    update.setLong(11, next.version() - 1);
    return update.executeUpdate();
  }

  private Speed stored(int writers, SqliteSessionStore store, Fleet fleet) {
    var watch = new Watch();
    Long writes =
        Flux.range(0, writers)
            .flatMap(writer -> write(writer, writers, store, fleet, watch), writers)
            .filter(won -> won)
            .count()
            .block();
    return watch.speed(writes == null ? 0 : writes);
  }

  /** Each writer has devices of its own, so that it knows their versions. */
  private Flux<Boolean> write(
      int writer, int writers, SqliteSessionStore store, Fleet fleet, Watch watch) {
    var devices = new Random(writer);
    int share = sessions / writers;
    return Mono.defer(() -> store.replace(fleet.next(devices.nextInt(share) * writers + writer)))
        .repeat(watch::isRunning);
  }

  private String text() {
    var characters = new StringBuilder();
    for (int i = 0; i < 2 * SEALED_CHARACTERS; i++) {
      characters.append((char) ('a' + random.nextInt(26)));
    }
    return characters.toString();
  }

  /** The sessions of one file: what their next versions are. */
  private final class Fleet {

    private final long[] versions = new long[sessions];

    /** Changes what a refresh changes: the sealed tokens, the version and the times. */
    SessionRecord next(int n) {
      long version = ++versions[n];
      Instant now = START.plusSeconds(version).plusNanos(n);
      int from = (int) ((n + version) % SEALED_CHARACTERS);
      return new SessionRecord(
          new SessionKey("glasses", new DeviceId("glasses-" + n)),
          version,
          State.SIGNED_IN,
          now.plusSeconds((n * 7919L) % 3600),
          "ada" + n % 1000 + "@example.com",
          null,
          SecretHash.of("handle-" + n),
          now,
          text.substring(from, from + SEALED_CHARACTERS));
    }
  }

  /** Tells when a round is over and how fast it was. */
  private static final class Watch {

    private final long begin = System.nanoTime();
    private final long cpu = cpuNanos();

    boolean isRunning() {
      return System.nanoTime() - begin < ROUND.toNanos();
    }

    Speed speed(long writes) {
      double seconds = (System.nanoTime() - begin) / 1e9;
      return new Speed(writes / seconds, (cpuNanos() - cpu) / 1e3 / writes);
    }

    private static long cpuNanos() {
      return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
  }

  private record Speed(double perSecond, double cpuMicros) {

    static final Speed NONE = new Speed(0, Double.MAX_VALUE);

    Speed best(Speed other) {
      return new Speed(Math.max(perSecond, other.perSecond), Math.min(cpuMicros, other.cpuMicros));
    }
  }
}
