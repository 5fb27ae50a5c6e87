// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.server.config.Names;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs a command line and returns its exit code; errors are one line each. */
public final class Program {

  private final Surroundings surroundings;

  public Program(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Blocks until the command is done. */
  public int run(String... arguments) {
    CommandLine line = commands();
    line.setOut(surroundings.out());
    line.setErr(surroundings.err());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    line.setUsageHelpAutoWidth(surroundings.terminal());
    line.getSubcommands().values().forEach(Program::describeExitCodes);
    line.setParameterExceptionHandler(this::usageError);
    line.setExecutionExceptionHandler(this::failed);
    int exitCode = line.execute(arguments);
    surroundings.out().flush();
    surroundings.err().flush();
    return exitCode;
  }

  private CommandLine commands() {
    var line = new CommandLine(new RootCommand(surroundings));
    line.getCommandSpec().version(VersionCommand.text());
    line.addSubcommand(new DevCommand(surroundings));
    line.addSubcommand(new GatewayCommand(surroundings));
    line.addSubcommand(new AuthorityCommand(surroundings));
    line.addSubcommand(new LoginCommand(surroundings));
    line.addSubcommand(new TokenCommand(surroundings));
    line.addSubcommand(new LogoutCommand(surroundings));
    line.addSubcommand(new SessionsCommand(surroundings));
    line.addSubcommand(new KeysCommand(surroundings));
    line.addSubcommand(new BackupCommand(surroundings));
    line.addSubcommand(new VersionCommand(surroundings));
    return line;
  }

  private static void describeExitCodes(CommandLine command) {
    var usage = command.getCommandSpec().usageMessage();
    usage.exitCodeListHeading("%nExit codes:%n");
    usage.exitCodeList(CommandLine.Model.UsageMessageSpec.keyValuesMap(ExitCode.HELP));
    command.getSubcommands().values().forEach(Program::describeExitCodes);
  }

  private int usageError(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    report(firstLine(error) + suggestion(error) + " Try '" + name + " --help'.");
    return ExitCode.USAGE;
  }

  private static String suggestion(ParameterException error) {
    if (error instanceof UnmatchedArgumentException unmatched) {
      return Names.nearest(unmatched.getUnmatched().get(0), unmatched.getSuggestions())
          .map(near -> "; did you mean '" + near + "'?")
          .orElse(".");
    }
    return ".";
  }

  private static String firstLine(Throwable error) {
    String message = String.valueOf(error.getMessage());
    return message.lines().findFirst().orElse(message).replaceAll("[.]$", "");
  }

  private int failed(Exception error, CommandLine command, ParseResult parsed) {
    CommandException failure = Failures.explain(error);
    report(failure.problem());
    if (Verbosity.isVerbose(parsed)) {
      error.printStackTrace(surroundings.err());
    }
    return failure.exitCode();
  }

  private void report(String problem) {
    surroundings.err().println("fleetauth: " + problem);
  }
}
