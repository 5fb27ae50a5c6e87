// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.session.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresNodesTest {

  static final NodeId SELF = new NodeId("self");
  static final NodeId OTHER = new NodeId("other");

  final AtomicLong nanos = new AtomicLong(42);
  final PostgresNodes nodes = new PostgresNodes(SELF, NodeTimes.DEFAULT, nanos::get);
  final List<NodeId> told = new ArrayList<>();

  @BeforeEach
  void watch() {
    nodes.changes().subscribe(told::add);
  }

  private void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private void look(NodeId... present) {
    nodes.look();
    nodes.seen(Set.of(present));
  }

  @Test
  void isCurrentUntilFourFifthsOfALifeAfterTheBeatWasSent() {
    assertThat(nodes.isCurrent()).as("before the first beat").isFalse();

    long sent = nodes.now();
    advance(Duration.ofSeconds(3));
    nodes.beaten(sent, false);
    assertThat(nodes.isCurrent()).isTrue();

    advance(Duration.ofMillis(2_599));
    assertThat(nodes.isCurrent()).isTrue();
    advance(Duration.ofMillis(1));
    assertThat(nodes.isCurrent()).isFalse();
  }

  @Test
  void tellsItselfWhenItIsBackAndNotWhileItIsThere() {
    nodes.beaten(nodes.now(), false);
    told.clear();
    advance(Duration.ofSeconds(2));
    nodes.beaten(nodes.now(), false);
    assertThat(told).isEmpty();

    advance(Duration.ofSeconds(8));
    nodes.beaten(nodes.now(), false);
    assertThat(told).containsExactly(SELF);

    nodes.beaten(nodes.now(), true);
    assertThat(told).as("removed by the others").containsExactly(SELF, SELF);
  }

  @Test
  void aNodeThatIsNoLongerSeenIsGoneAndMayComeBack() {
    look(SELF, OTHER);
    assertThat(nodes.isGone(OTHER)).isFalse();

    look(SELF);
    assertThat(nodes.isGone(OTHER)).isTrue();
    assertThat(told).containsExactly(OTHER);

    look(SELF);
    assertThat(told).as("told once").containsExactly(OTHER);

    look(SELF, OTHER);
    assertThat(nodes.isGone(OTHER)).isFalse();
  }

  @Test
  void anUnknownNodeIsGoneOnlyAfterALookThatBeganAfterTheQuestion() {
    nodes.look();
    assertThat(nodes.isGone(OTHER)).isFalse();
    nodes.seen(Set.of(SELF));
    assertThat(nodes.isGone(OTHER)).as("it came after that look began").isFalse();

    look(SELF);
    assertThat(nodes.isGone(OTHER)).isTrue();
    assertThat(told).containsExactly(OTHER);
  }

  @Test
  void anUnknownNodeThatComesIsNotGone() {
    assertThat(nodes.isGone(OTHER)).isFalse();
    look(SELF, OTHER);
    assertThat(nodes.isGone(OTHER)).isFalse();
    assertThat(told).isEmpty();
  }

  @Test
  void isItselfNeverGone() {
    look(SELF);
    look();
    assertThat(nodes.isGone(SELF)).isFalse();
    assertThat(told).isEmpty();
  }
}
