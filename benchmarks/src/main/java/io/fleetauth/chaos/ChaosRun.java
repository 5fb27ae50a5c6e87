// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One run: sign in, break, settle, judge. Blocks; bounded in time. */
final class ChaosRun {

  private static final Duration PROGRESS = Duration.ofSeconds(10);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  /** How long devices may take to be served again after the last fault, once they ask. */
  private static final Duration SETTLE_LIMIT = Duration.ofMinutes(3);

  private final Plan plan;
  private final Path folder;
  private final ChaosReport report;
  private final Counts counts = new Counts();
  private final FaultLog faults = new FaultLog();
  private final Trails trails = new Trails();
  private final long begin = System.nanoTime();
  private int planned;
  private long told = begin;

  /**
   * @param folder for configuration, data and logs
   */
  ChaosRun(Plan plan, Path folder, ChaosReport report) {
    this.plan = plan;
    this.folder = folder;
    this.report = report;
  }

  /** Runs it all and returns what it came to. */
  Verdict run() throws Exception {
    report.line("seed " + plan.seed() + ", logs in " + folder);
    var witness = new Witness(trails, faults, counts);
    try (var installation = Installation.start(plan, folder, witness)) {
      var context = new FleetContext(plan, installation, counts, trails, faults);
      try (var fleet = new Fleet(context)) {
        return run(installation, context, fleet);
      }
    }
  }

  private Verdict run(Installation installation, FleetContext context, Fleet fleet)
      throws Exception {
    report.line("starting " + (plan.sessions() + plan.pending()) + " sign-ins");
    CompletableFuture<Void> signedIn = fleet.signIn().toFuture();
    String problem = "";
    boolean served = false;
    try {
      if (!await(installation, fleet, signedIn::isDone, left())) {
        throw new IllegalStateException("the devices were not signed in in time");
      }
      signedIn.join();
      long lastFault = breakIt(installation, fleet);
      Duration settle = SETTLE_LIMIT.plus(plan.longestUntilRead());
      served = await(installation, fleet, () -> fleet.isServedSince(lastFault), settle);
    } catch (IOException | IllegalStateException | CompletionException e) {
      problem = String.valueOf(e.getMessage());
    }
    Map<String, Long> ledger =
        installation.control().ledger().onErrorResume(e -> Mono.just(Map.of())).block();
    Set<String> reported = Verdict.reported(installation.nodes());
    fleet.close();
    Map<String, Long> counted = ledger == null ? Map.of() : ledger;
    var verdict = new Verdict(plan, counts, context.lost(), counted, reported, served, problem);
    report.table(plan, context, verdict, since());
    if (!verdict.isKept()) {
      report.line("seed " + plan.seed() + ", logs in " + folder);
      report.histories(fleet, faults, verdict);
    }
    return verdict;
  }

  /** Returns the milliseconds since the epoch at which all was as it should be again. */
  private long breakIt(Installation installation, Fleet fleet) throws Exception {
    var fault = new Faults(plan, installation, faults);
    List<Plan.Step> steps = plan.steps(fault.possible());
    planned = steps.size();
    for (int i = 0; i < steps.size(); i++) {
      Plan.Step step = steps.get(i);
      int toCome = steps.size() - i;
      fleet.approve((fleet.unapproved() + toCome - 1) / toCome, plan.every().multipliedBy(2));
      pause(installation, fleet, step.after());
      fault.strike(step);
      if (since().compareTo(plan.limit()) > 0) {
        throw new IllegalStateException("the time was over after " + (i + 1) + " faults");
      }
    }
    fault.settle();
    return System.currentTimeMillis();
  }

  private interface Condition {
    boolean isMet();
  }

  private void pause(Installation installation, Fleet fleet, Duration wait) throws Exception {
    await(installation, fleet, () -> false, wait);
  }

  /** Returns whether the condition was met in time. */
  private boolean await(Installation installation, Fleet fleet, Condition condition, Duration limit)
      throws Exception {
    long start = System.nanoTime();
    while (!condition.isMet()) {
      long left = limit.toNanos() - (System.nanoTime() - start);
      if (left <= 0) {
        return false;
      }
      Thread.sleep(Math.min(LOOK_AGAIN.toMillis(), left / 1_000_000 + 1));
      tell(installation, fleet);
      dead(installation.dead());
    }
    return true;
  }

  private static void dead(@Nullable String dead) throws IOException {
    if (dead != null) {
      throw new IOException(dead + " died");
    }
  }

  private void tell(Installation installation, Fleet fleet) {
    if (System.nanoTime() - told < PROGRESS.toNanos()) {
      return;
    }
    told = System.nanoTime();
    Map<String, Long> ledger =
        installation
            .control()
            .ledger()
            .onErrorResume(e -> Mono.just(Map.of()))
            .blockOptional()
            .orElse(Map.of());
    report.progress(ChaosReport.progress(since(), faults.size(), planned, fleet, counts, ledger));
  }

  private Duration since() {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private Duration left() {
    return plan.limit().minus(since());
  }
}
