// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.fleetauth.chaos.Plan.StoreChoice;
import io.fleetauth.scale.Folders;
import io.fleetauth.scale.TimeConverter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleetauth chaos}. */
@Command(
    name = "chaos",
    description = {
      "Break an installation while a fleet uses it, and count what that costs the devices.",
      "",
      "Starts an authority that rotates refresh tokens and revokes the family of one that is used"
          + " twice, gateways and a store, as processes of their own and on loopback only; signs"
          + " simulated devices in, lets them read their tokens, and lets faults happen at random"
          + " moments. A seed gives the same faults again, though not the same interleaving."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all promises were kept",
      "1:a promise was broken; the seed and what happened to the devices are told",
      "2:wrong usage"
    },
    usageHelpAutoWidth = true)
public final class ChaosCommand implements Callable<Integer> {

  private static final int DEFAULT_KILLS = 10;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides kinds, places and moments of the faults; random when not given.")
  @Nullable Long seed;

  @Option(
      names = "--kills",
      paramLabel = "N",
      description = "Gateways to kill (kill -9); 10 when neither this nor --faults is given.")
  @Nullable Integer kills;

  @Option(
      names = "--faults",
      paramLabel = "N",
      description =
          "Faults of mixed kind: kill -9, answers lost after the authority rotated, connections"
              + " reset, a gateway suspended, and with PostgreSQL the store down, slow or"
              + " disconnected.")
  @Nullable Integer faults;

  @Option(
      names = "--only",
      paramLabel = "KIND",
      split = ",",
      description =
          "Kinds of --faults, all that are possible when not given: ${COMPLETION-CANDIDATES}.")
  Set<FaultKind> only = Set.of();

  @Option(
      names = "--sessions",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Devices that are signed in before the first fault; ${DEFAULT-VALUE}.")
  int sessions;

  @Option(
      names = "--pending",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Devices whose sign-in is pending at the first fault, and approved between the faults;"
              + " ${DEFAULT-VALUE}.")
  int pending;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Gateways; 1 with sqlite, 3 with postgres when not given.")
  @Nullable Integer nodes;

  @Option(
      names = "--store",
      paramLabel = "KIND",
      defaultValue = "sqlite",
      description = "Where the gateways keep sessions: sqlite or postgres; ${DEFAULT-VALUE}.")
  StoreChoice store = StoreChoice.SQLITE;

  @Option(
      names = "--token-life",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "Life of access tokens; ${DEFAULT-VALUE}.")
  Duration tokenLife = Duration.ZERO;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      defaultValue = "30s",
      description =
          "For how long the authority takes the refresh token before the current one; 0s for not"
              + " at all, then answers that are lost cost sessions; ${DEFAULT-VALUE}.")
  Duration grace = Duration.ZERO;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "Mean wait between the end of a fault and the next one; ${DEFAULT-VALUE}.")
  Duration every = Duration.ZERO;

  @Option(
      names = "--pause",
      paramLabel = "TIME",
      defaultValue = "80s",
      description =
          "How long a suspended gateway stands still; its claims hold for 75 s; ${DEFAULT-VALUE}.")
  Duration pause = Duration.ZERO;

  @Option(
      names = "--outage",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long the store is down or slow; ${DEFAULT-VALUE}.")
  Duration outage = Duration.ZERO;

  @Option(
      names = "--read-every",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "Mean wait of a device between two reads; ${DEFAULT-VALUE}.")
  Duration readEvery = Duration.ZERO;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "2h",
      description = "The longest that the faults may go on; ${DEFAULT-VALUE}.")
  Duration duration = Duration.ZERO;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  CommandSpec spec;

  private ChaosCommand() {}

  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  /** Returns the exit code; blocks. */
  static int execute(String... arguments) {
    var line = new CommandLine(new ChaosCommand());
    line.setCommandName("fleetauth chaos");
    line.registerConverter(Duration.class, new TimeConverter());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(
        (error, all) -> {
          error.getCommandLine().getErr().println("fleetauth: " + error.getMessage());
          return CommandLine.ExitCode.USAGE;
        });
    return line.execute(arguments);
  }

  @Override
  public Integer call() throws Exception {
    // broken connections are what this is about: they are counted, not told one by one
    quieten("reactor.netty", Level.OFF);
    quieten("io.zonky.test", Level.WARN);
    Path folder = Files.createTempDirectory("chaos");
    boolean terminal = Boolean.getBoolean("fleetauth.terminal");
    var run = new ChaosRun(plan(), folder, new ChaosReport(System.out, terminal));
    boolean kept = run.run().isKept();
    if (kept) {
      Folders.delete(folder);
    }
    return kept ? 0 : 1;
  }

  private static void quieten(String name, Level level) {
    if (LoggerFactory.getLogger(name) instanceof Logger logger) {
      logger.setLevel(level);
    }
  }

  private Plan plan() {
    boolean any = kills != null || faults != null;
    try {
      return new Plan(
          seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed,
          kills != null ? kills : any ? 0 : DEFAULT_KILLS,
          faults == null ? 0 : faults,
          only,
          every,
          pause,
          outage,
          sessions,
          pending,
          nodes != null ? nodes : store == StoreChoice.SQLITE ? 1 : 3,
          store,
          tokenLife,
          grace,
          readEvery,
          duration);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--" + e.getMessage() + ". Try 'fleetauth chaos --help'.", e);
    }
  }
}
