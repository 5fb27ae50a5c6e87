// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static io.fleetauth.session.SessionStoreContract.PATIENCE;
import static io.fleetauth.session.SessionStoreContract.key;
import static io.fleetauth.session.SessionStoreContract.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.session.NodeId;
import io.fleetauth.session.SessionKey;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Two processes at one server. The first one's own time stands still unless it is moved: it is like
 * a suspended process, whose connections stay open.
 */
class NodeLinkTest {

  static final NodeTimes QUICK =
      new NodeTimes(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(1));

  /** For one that is not gone however slow the test is. */
  static final NodeTimes LASTING =
      new NodeTimes(Duration.ofMillis(100), Duration.ofMinutes(5), Duration.ofSeconds(1));

  /** For one that looks at the others only when it is told to. */
  static final NodeTimes SLOW =
      new NodeTimes(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofSeconds(1));

  static String url;
  final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  final AtomicLong nanos = new AtomicLong();
  final Set<NodeId> gone = ConcurrentHashMap.newKeySet();
  final Set<NodeId> back = ConcurrentHashMap.newKeySet();
  final Set<SessionKey> heard = ConcurrentHashMap.newKeySet();
  PostgresSessionStore paused;
  PostgresSessionStore other;

  @BeforeAll
  static void create() {
    url = PostgresServer.database();
  }

  private void openPaused(NodeTimes times) {
    paused = open("paused", times, time, nanos);
    paused.nodes().changes().subscribe(back::add);
    paused.watch().subscribe(heard::add);
    PostgresServer.execute(url, "TRUNCATE fleetauth_session");
  }

  private void openOther(NodeTimes times) {
    other = open("other", times, Schedulers.parallel(), new AtomicLong());
    other.nodes().changes().subscribe(gone::add);
  }

  private static PostgresSessionStore open(
      String name, NodeTimes times, Scheduler timer, AtomicLong nanos) {
    var options = PostgresOptions.of(url + "?application_name=" + name).withTimes(times);
    return PostgresSessionStore.open(options, timer, Schema.TODAY, nanos::get).block(PATIENCE);
  }

  @AfterEach
  void close() {
    paused.close().block(PATIENCE);
    other.close().block(PATIENCE);
  }

  private static void await(BooleanSupplier condition) {
    Flux.interval(Duration.ofMillis(10), Schedulers.boundedElastic())
        .onBackpressureDrop()
        .takeUntil(tick -> condition.getAsBoolean())
        .blockLast(PATIENCE);
  }

  @Test
  void aProcessThatDoesNotBeatIsGoneAndKnowsItAndComesBack() {
    openPaused(QUICK);
    openOther(QUICK);
    NodeId self = paused.nodes().self();
    assertThat(paused.nodes().isCurrent()).isTrue();
    assertThat(other.nodes().isGone(self)).isFalse();

    await(() -> gone.contains(self));
    assertThat(other.nodes().isGone(self)).isTrue();
    assertThat(PostgresServer.query(url, "SELECT string_agg(id, ' ') FROM fleetauth_node"))
        .isEqualTo(other.nodes().self().value());

    nanos.addAndGet(QUICK.current().toNanos());
    assertThat(paused.nodes().isCurrent()).isFalse();

    time.advanceTimeBy(QUICK.beat());
    await(() -> back.contains(self));
    assertThat(paused.nodes().isCurrent()).isTrue();
    await(() -> !other.nodes().isGone(self));
  }

  @Test
  void aProcessThatClosesIsGoneAtOnce() {
    openPaused(LASTING);
    openOther(SLOW);
    NodeId self = paused.nodes().self();
    assertThat(other.nodes().isGone(self)).isFalse();

    paused.close().block(PATIENCE);

    await(() -> gone.contains(self));
    assertThat(other.nodes().isGone(self)).isTrue();
  }

  @Test
  void whatChangedWhileThereWasNoConnectionIsToldAfterwards() {
    openPaused(LASTING);
    openOther(QUICK);
    Flux.just("changed", "removed", "same")
        .concatMap(device -> other.replace(record(key(device), 1)))
        .blockLast(PATIENCE);
    await(() -> heard.contains(key("same")));
    awaitMark();
    heard.clear();

    kill("paused");
    other.replace(record(key("changed"), 2)).block(PATIENCE);
    other.remove(key("removed"), 1).block(PATIENCE);
    other.replace(record(key("new"), 1)).block(PATIENCE);
    assertThat(heard).isEmpty();

    await(() -> passed(20) && heard.size() >= 3);
    assertThat(heard).containsExactlyInAnyOrder(key("changed"), key("removed"), key("new"));

    other.replace(record(key("later"), 1)).block(PATIENCE);
    await(() -> heard.contains(key("later")));
  }

  /** Lets some beats go by, of which all but the last have brought their mark. */
  private void awaitMark() {
    for (int beat = 0; beat < 3; beat++) {
      NodeId next = new NodeId("unknown" + beat);
      await(() -> passed(100) && paused.nodes().isGone(next));
    }
  }

  private boolean passed(int millis) {
    time.advanceTimeBy(Duration.ofMillis(millis));
    return true;
  }

  private static void kill(String name) {
    PostgresServer.execute(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '"
            + name
            + "'");
  }
}
