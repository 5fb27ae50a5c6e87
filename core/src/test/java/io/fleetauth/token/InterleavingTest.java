// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.fleetauth.session.NodeId;
import io.fleetauth.session.Nodes;
import io.fleetauth.token.ClusterRun.Most;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/**
 * All interleavings of two engines that renew one session, step by step of store and server, with
 * faults at every point: R1, R2 and promises T2, T3, T5 and T9.
 */
class InterleavingTest {

  private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.fleetauth.token");
  private static final UnaryOperator<Nodes> TRUTH = UnaryOperator.identity();

  @BeforeAll
  static void quiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void loud() {
    LOG.setLevel(null);
  }

  /** Returns how many runs there are. */
  private static int explore(Most most, UnaryOperator<Nodes> nodes) {
    var choices = new Choices();
    int runs = 0;
    do {
      new ClusterRun(choices, most, nodes).run();
      runs++;
    } while (choices.next());
    return runs;
  }

  @ParameterizedTest
  @CsvSource({"0,0,0", "1,0,0", "0,0,1", "1,0,1"})
  void promisesHoldInAllInterleavingsWithAKillAndALostAnswer(int kills, int stops, int losses) {
    assertThat(explore(new Most(kills, stops, losses, 1_000), TRUTH)).isGreaterThan(25);
  }

  /**
   * A node that stops and goes on makes too many for each build: those in which the nodes take few
   * turns. More of them with {@code -Dinterleaving.switches=1}, in minutes; 2 takes hours.
   */
  @ParameterizedTest
  @CsvSource({"0,1,0", "1,1,0", "0,1,1"})
  void promisesHoldWhenANodeStopsForLongerThanItsClaim(int kills, int stops, int losses) {
    int switches = Integer.getInteger("interleaving.switches", 0);
    assertThat(explore(new Most(kills, stops, losses, switches), TRUTH)).isGreaterThan(50);
  }

  /** The test finds what it is there to find. */
  @Test
  void nodeThatSendsAlthoughItWasCutOffIsFound() {
    assertThatThrownBy(() -> explore(new Most(0, 1, 0, 1), AlwaysCurrent::new))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("spent twice without knowing");
  }

  @Test
  void nodeThatRespectsNoClaimIsFound() {
    assertThatThrownBy(() -> explore(new Most(0, 0, 0, 1_000), OthersGone::new))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("without a fault");
  }

  /** Believes itself to be there whatever happened. */
  private record AlwaysCurrent(Nodes nodes) implements Nodes {

    @Override
    public NodeId self() {
      return nodes.self();
    }

    @Override
    public boolean isGone(NodeId node) {
      return nodes.isGone(node);
    }

    @Override
    public boolean isCurrent() {
      return true;
    }

    @Override
    public Flux<NodeId> changes() {
      return nodes.changes();
    }
  }

  /** Believes the others to be gone. */
  private record OthersGone(Nodes nodes) implements Nodes {

    @Override
    public NodeId self() {
      return nodes.self();
    }

    @Override
    public boolean isGone(NodeId node) {
      return !node.equals(self());
    }

    @Override
    public boolean isCurrent() {
      return nodes.isCurrent();
    }

    @Override
    public Flux<NodeId> changes() {
      return nodes.changes();
    }
  }
}
