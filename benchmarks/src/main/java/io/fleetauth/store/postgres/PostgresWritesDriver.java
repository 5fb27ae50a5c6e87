// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static java.util.Objects.requireNonNull;

import io.fleetauth.session.NodeId;
import io.fleetauth.store.WriteRound;
import io.fleetauth.store.WriteRound.Speed;
import io.fleetauth.store.WrittenFleet;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Compares durable writes per second of the PostgreSQL store with the same statement on the same
 * table without our code (as many connections as the store has, each with full groups one after
 * another), in turns, and prints the best round of each with the CPU of this process for each
 * write. Two empty databases on one server are needed. About 60 s. Run: {@code java -cp
 * benchmarks/target/benchmarks.jar io.fleetauth.store.postgres.PostgresWritesDriver URL URL
 * [sessions]}.
 */
public final class PostgresWritesDriver {

  private static final int[] WRITERS = {1, 16, 100, 1000};
  private static final int ROUNDS = 3;
  private static final NodeId NODE = new NodeId("plain");

  private final PostgresDatabase plain;
  private final PostgresSessionStore store;
  private final WrittenFleet plainFleet;
  private final WrittenFleet storeFleet;

  private PostgresWritesDriver(PostgresOptions plain, PostgresOptions ours, int sessions) {
    this.plainFleet = new WrittenFleet(sessions);
    this.storeFleet = new WrittenFleet(sessions);
    WriteRound.fill(open(plain), plainFleet).close().block();
    this.plain = new PostgresDatabase(plain, Schedulers.parallel());
    this.store = WriteRound.fill(open(ours), storeFleet);
  }

  public static void main(String[] args) {
    int sessions = args.length > 2 ? Integer.parseInt(args[2]) : 20_000;
    new PostgresWritesDriver(PostgresOptions.of(args[0]), PostgresOptions.of(args[1]), sessions)
        .run();
  }

  private static PostgresSessionStore open(PostgresOptions options) {
    return requireNonNull(
        PostgresSessionStore.open(options, Schedulers.parallel()).block(), "a store");
  }

  private void run() {
    Speed.printHead();
    for (int writers : WRITERS) {
      Speed bare = Speed.NONE;
      Speed ours = Speed.NONE;
      for (int round = 0; round < ROUNDS; round++) {
        bare = bare.best(plain(writers));
        ours = ours.best(WriteRound.stored(writers, store, storeFleet));
      }
      Speed.print(writers, bare, ours);
    }
    store.close().block();
  }

  private Speed plain(int writers) {
    PostgresLimits limits = PostgresLimits.DEFAULT;
    int connections = Math.min(limits.writers(), writers);
    int group = Math.min(limits.batch(), writers / connections);
    var round = new WriteRound();
    Long writes =
        Flux.range(0, connections)
            .flatMap(
                one -> plain.connected(c -> groups(c, one, connections, group, round)), connections)
            .reduce(0L, Long::sum)
            .block();
    return round.speed(requireNonNull(writes));
  }

  private Mono<Long> groups(
      PostgresqlConnection connection, int one, int connections, int group, WriteRound round) {
    var random = new Random(one);
    return Mono.defer(
            () ->
                GroupStatement.run(
                    connection,
                    NODE,
                    SessionWrite.Kind.UPDATE,
                    next(random, one, connections, group)))
        .map(won -> (long) won.size())
        .repeat(round::isRunning)
        .reduce(0L, Long::sum);
  }

  /** Each connection has devices of its own, of which a group has each one once. */
  private List<SessionWrite> next(Random random, int one, int connections, int group) {
    int share = plainFleet.size() / connections;
    int from = random.nextInt(share);
    return IntStream.range(0, group)
        .mapToObj(i -> ((from + i * 7) % share) * connections + one)
        .distinct()
        .map(n -> SessionWrite.replace(plainFleet.next(n)))
        .toList();
  }
}
