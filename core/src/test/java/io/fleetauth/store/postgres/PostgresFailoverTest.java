// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static io.fleetauth.session.SessionStoreContract.NOW;
import static io.fleetauth.session.SessionStoreContract.PATIENCE;
import static io.fleetauth.session.SessionStoreContract.key;
import static io.fleetauth.session.SessionStoreContract.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.session.SessionKey;
import io.fleetauth.session.StoreException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** A server that goes and comes back: its store fails meanwhile and then goes on by itself. */
class PostgresFailoverTest {

  static final NodeTimes QUICK =
      new NodeTimes(Duration.ofMillis(100), Duration.ofMillis(1500), Duration.ofSeconds(1));

  @TempDir Path folder;
  EmbeddedPostgres server;
  PostgresSessionStore store;

  @BeforeEach
  void open() throws IOException {
    PostgresServer.require();
    server = PostgresServer.builder().setDataDirectory(folder).setCleanDataDirectory(false).start();
    String url = PostgresServer.url(server, "postgres");
    store =
        PostgresSessionStore.open(
                PostgresOptions.of(url).withTimes(QUICK), Schedulers.boundedElastic())
            .block(PATIENCE);
  }

  @AfterEach
  void close() throws IOException {
    store.close().block(PATIENCE);
    server.close();
  }

  private void restart() throws IOException {
    server =
        PostgresServer.builder()
            .setDataDirectory(folder)
            .setCleanDataDirectory(false)
            .setPort(server.getPort())
            .start();
  }

  @Test
  void whatWasWrittenIsThereAndWorkGoesOnWhenTheServerIsBack() throws IOException {
    Set<SessionKey> heard = ConcurrentHashMap.newKeySet();
    store.watch().subscribe(heard::add);
    store.replace(record(key("before"), 1)).block(PATIENCE);

    server.close();
    isUnavailable(store.find(key("before")));
    isUnavailable(store.due(NOW, 1));
    isUnavailable(store.replace(record(key("during"), 1)));
    await(Mono.fromSupplier(() -> !store.nodes().isCurrent()));

    restart();
    await(store.find(key("before")).map(record(key("before"), 1)::equals));
    await(Mono.fromSupplier(() -> store.nodes().isCurrent()));
    StepVerifier.create(store.replace(record(key("during"), 1)))
        .expectNext(true)
        .expectComplete()
        .verify(PATIENCE);
    try (var other = new OtherStore(server)) {
      other.write("after");
      await(Mono.fromSupplier(() -> heard.contains(key("after"))));
    }
  }

  private static void isUnavailable(Publisher<?> call) {
    StepVerifier.create(call)
        .expectErrorSatisfies(
            e ->
                assertThat(e)
                    .isInstanceOfSatisfying(
                        StoreException.class,
                        s -> assertThat(s.reason()).isEqualTo(StoreException.Reason.UNAVAILABLE)))
        .verify(PATIENCE);
  }

  private static void await(Mono<Boolean> condition) {
    condition
        .onErrorReturn(StoreException.class, false)
        .repeatWhen(again -> again.delayElements(Duration.ofMillis(20)))
        .takeUntil(met -> met)
        .blockLast(PATIENCE);
  }

  /** Another process at the same server. */
  private record OtherStore(PostgresSessionStore store) implements AutoCloseable {

    OtherStore(EmbeddedPostgres server) {
      this(
          PostgresSessionStore.open(
                  PostgresOptions.of(PostgresServer.url(server, "postgres")), Schedulers.parallel())
              .block(PATIENCE));
    }

    void write(String device) {
      assertThat(store.replace(record(key(device), 1)).block(PATIENCE)).isTrue();
    }

    @Override
    public void close() {
      store.close().block(PATIENCE);
    }
  }
}
