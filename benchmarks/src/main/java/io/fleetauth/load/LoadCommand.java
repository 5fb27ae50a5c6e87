// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.fleetauth.load.fleet.KeyChoice;
import io.fleetauth.load.measure.Operation;
import io.fleetauth.load.report.LoadResult;
import io.fleetauth.load.schedule.Rate;
import io.fleetauth.scale.TimeConverter;
import io.fleetauth.server.cli.Interruption;
import io.fleetauth.server.cli.Surroundings;
import io.fleetauth.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import reactor.core.Exceptions;

/** {@code fleetauth load}. */
@Command(
    name = "load",
    description = {
      "Load a Fleetauth gateway, or any OAuth server, with a simulated fleet of devices.",
      "",
      "Arrivals follow a schedule that does not wait for the server, and latencies count from the"
          + " moment at which an arrival was due. Without --target it starts a server of its own."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done.",
      "1:The run could not be made, or nothing succeeded; compare: worse than allowed.",
      "2:Wrong command line or profile."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fleetauth load --scenario sign-in --rate 20/s",
      "  fleetauth load --scenario read --rate 5000/s --devices 1000 --keys zipf",
      "  fleetauth load --target https://id.example.com/realms/lab --client-id fleet \\",
      "      --scenario sign-in --rate 5/s --approve-user alice --approve-password-file pw",
      "  fleetauth load --target https://id.example.com/realms/lab --client-id api \\",
      "      --client-secret-file secret --scenario client-credentials --rate 10..500/s",
      "  fleetauth load --scenario sign-in --fault latency:200ms=10%% --fault slow-down=5%%",
      "  fleetauth load compare before/result.json after/result.json --max-worse 10"
    },
    usageHelpAutoWidth = true)
public final class LoadCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      description =
          "What the fleet does: sign-in, read (a gateway), refresh, client-credentials, mixed or"
              + " soak (mixed, with an eye on what the server uses up); sign-in when not given.")
  Scenario scenario = Scenario.SIGN_IN;

  @Option(
      names = "--mix",
      paramLabel = "OPERATION=WEIGHT",
      split = ",",
      description =
          "What arrivals of mixed and soak do: token-read, refresh, sign-in, client-credentials;"
              + " token-read=90,refresh=8,sign-in=2 at a gateway, else refresh=90,sign-in=10.")
  Map<Operation, Integer> mix = Map.of();

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      description =
          "Arrivals: 500/s, 30/m, or 100..500/s for an even change over the measured time; by the"
              + " scenario when not given.")
  @Nullable Rate rate;

  @Option(
      names = "--arrivals",
      paramLabel = "KIND",
      defaultValue = "even",
      description =
          "even, or poisson for arrivals that know nothing of each other; ${DEFAULT-VALUE}.")
  Settings.Arrivals arrivals = Settings.Arrivals.EVEN;

  @Option(
      names = "--herd",
      description = "All devices at once after the warm-up, instead of arrivals at a rate.")
  boolean herd;

  @Option(
      names = "--herd-every",
      paramLabel = "TIME",
      defaultValue = "0s",
      description = "From one herd to the next; 0s for one only; ${DEFAULT-VALUE}.")
  Duration herdEvery = Duration.ZERO;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "The measured time; 60s, for soak 30m, when not given.")
  @Nullable Duration duration;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "Before it, not in the figures; ${DEFAULT-VALUE}.")
  Duration warmUp = Duration.ZERO;

  @Option(
      names = "--drain",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "Longest wait at the end for what is under way; ${DEFAULT-VALUE}.")
  Duration drain = Duration.ZERO;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "200",
      description = "Devices to sign in before reads and refreshes; ${DEFAULT-VALUE}.")
  int devices;

  @Option(
      names = "--keys",
      paramLabel = "KIND",
      defaultValue = "uniform",
      description = "Which devices read: uniform or zipf; ${DEFAULT-VALUE}.")
  KeyChoice keys = KeyChoice.UNIFORM;

  @Option(
      names = "--max-in-flight",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "Most arrivals under way; what arrives beyond that is dropped and counted;"
              + " ${DEFAULT-VALUE}.")
  int maxInFlight;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "256",
      description = "Most connections to each server; ${DEFAULT-VALUE}.")
  int connections;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "Longest wait for an answer; ${DEFAULT-VALUE}.")
  Duration timeout = Duration.ZERO;

  @Option(
      names = "--fault",
      paramLabel = "FAULT",
      split = ",",
      description =
          "What a Fleetauth authority plays at its token endpoint, with --control-url:"
              + " latency:200ms=10%%, status:503=1%%, status:429=1%%, slow-down=5%%, drop=1%%,"
              + " drop-reply=1%%.")
  List<Fault> faults = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides which device and what kind of arrival comes when; ${DEFAULT-VALUE}.")
  long seed;

  @Mixin ServerOptions server = new ServerOptions();

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description =
          "YAML with any of these options as keys, without the dashes in front; the command line"
              + " wins.")
  @Nullable Path profile;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Where result.json and report.html go; a folder below load-reports when not given.")
  @Nullable Path out;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  CommandSpec spec;

  private LoadCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  public static void main(String[] arguments) {
    Interruption interruption = Interruption.ofProcess();
    interruption.finish(execute(Surroundings.ofProcess(interruption.requested()), arguments));
  }

  /** Returns the exit code; blocks. */
  static int execute(Surroundings surroundings, String... arguments) {
    var line = new CommandLine(new LoadCommand(surroundings));
    line.addSubcommand(new CompareCommand(surroundings));
    line.setCommandName("fleetauth load");
    line.registerConverter(Duration.class, new TimeConverter());
    line.registerConverter(Rate.class, LoadCommand::rate);
    line.registerConverter(Fault.class, new Fault.Converter());
    words(line, Scenario.class);
    words(line, Operation.class);
    words(line, Settings.Arrivals.class);
    words(line, KeyChoice.class);
    ServerOptions.converters(line);
    line.setOut(surroundings.out()).setErr(surroundings.err());
    try {
      Profile profile = Profile.of(arguments, line.getCommandSpec(), surroundings.environment());
      if (profile != null) {
        line.setDefaultValueProvider(profile);
      }
      line.setParameterExceptionHandler((error, all) -> usage(surroundings, profile, error));
      line.setExecutionExceptionHandler((error, command, result) -> failed(surroundings, error));
      return line.execute(arguments);
    } catch (ConfigException e) {
      surroundings.err().println("fleetauth: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
  }

  private static <E extends Enum<E>> void words(CommandLine line, Class<E> type) {
    line.registerConverter(type, new Words<>(type));
  }

  private static Rate rate(String text) {
    try {
      return Rate.of(text);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException(e.getMessage());
    }
  }

  private static int usage(
      Surroundings surroundings, @Nullable Profile profile, ParameterException error) {
    String place = profile == null ? "" : profile.placeOf(error);
    surroundings.err().println("fleetauth: " + place + error.getMessage());
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Surroundings surroundings, Exception error) {
    Throwable cause = Exceptions.unwrap(error);
    String message = cause.getMessage();
    surroundings.err().println("fleetauth: " + (message == null ? cause.toString() : message));
    return CommandLine.ExitCode.SOFTWARE;
  }

  @Override
  public Integer call() throws IOException {
    quieten("reactor.netty", Level.OFF); // failures are counted, not told one by one
    var progress = new Progress(surroundings.out(), surroundings.terminal());
    Settings settings = settings();
    List<Map<String, Object>> scripts = faults.stream().map(Fault::script).toList();
    if (server.isGiven()) {
      return run(settings, server.read(spec.commandLine(), settings), scripts, progress);
    }
    progress.line("Starting servers of our own …");
    boolean gateway = server.wantsGateway(settings);
    try (var servers = EmbeddedServers.start(gateway)) {
      boolean service = settings.weights().containsKey(Operation.CLIENT_CREDENTIALS);
      return run(
          settings, server.over(servers.server(service), spec.commandLine()), scripts, progress);
    }
  }

  private int run(
      Settings settings,
      ServerUnderTest under,
      List<Map<String, Object>> scripts,
      Progress progress)
      throws IOException {
    try (var run = new LoadRun(settings, under, scripts, progress)) {
      LoadResult result = run.run(told(settings), surroundings.interrupted());
      progress.line("");
      new Outcome(surroundings.out()).tell(result, scenario, out);
      boolean any = result.operations().values().stream().anyMatch(one -> one.count() > 0);
      return any ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
  }

  private Settings settings() {
    try {
      boolean mixed = scenario.weights().isEmpty();
      if (!mixed && !mix.isEmpty()) {
        throw new IllegalArgumentException("--mix is for the scenarios mixed and soak");
      }
      return new Settings(
          scenario,
          mixed ? mix : scenario.weights(),
          rate == null ? Rate.of(scenario.rate()) : rate,
          arrivals,
          warmUp,
          duration == null ? scenario.duration() : duration,
          drain,
          devices,
          keys,
          herd,
          herdEvery,
          server.approveAfter,
          maxInFlight,
          connections,
          timeout,
          seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Returns all options in force; there is no option whose value is a secret. */
  private Map<String, String> told(Settings settings) {
    var told = new TreeMap<String, String>();
    for (OptionSpec option : spec.options()) {
      Object value = option.getValue();
      if (value != null && !option.usageHelp() && !option.versionHelp()) {
        told.put(Profile.key(option), told(value));
      }
    }
    told.put("scenario", told(scenario));
    told.put("rate", settings.rate().toString());
    told.put("duration", told(settings.duration()));
    told.values().removeIf(String::isEmpty);
    return told;
  }

  private static String told(Object value) {
    if (value instanceof Enum<?> constant) {
      return Words.word(constant);
    }
    if (value instanceof Duration time) {
      return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }
    if (value instanceof Map<?, ?> map) {
      return map.toString().replaceAll("[{}]", "");
    }
    return value instanceof List<?> list
        ? String.join(", ", list.stream().map(LoadCommand::item).toList())
        : value.toString();
  }

  private static String item(Object item) {
    return item instanceof Fault fault ? fault.text() : item.toString();
  }

  private static void quieten(String name, Level level) {
    if (LoggerFactory.getLogger(name) instanceof Logger logger) {
      logger.setLevel(level);
    }
  }
}
