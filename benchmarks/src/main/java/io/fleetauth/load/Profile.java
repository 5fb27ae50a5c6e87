// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.server.config.FlatFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Options from a YAML file: its keys are the long options; what the command line says wins. */
final class Profile implements IDefaultValueProvider {

  /** Finds the file among options that it does not know yet. */
  @Command
  private static final class Finder {

    @Option(names = "--profile")
    @Nullable Path file;

    @Parameters(arity = "0..*")
    @SuppressWarnings("UnusedVariable") // picocli fills it
    List<String> others = List.of();
  }

  private final FlatFile file;

  private Profile(FlatFile file) {
    this.file = file;
  }

  /** Returns the profile that the arguments name, or null; throws {@code ConfigException}. */
  static @Nullable Profile of(
      String[] arguments, CommandSpec spec, Map<String, String> environment) {
    var finder = new Finder();
    new CommandLine(finder).setUnmatchedArgumentsAllowed(true).parseArgs(arguments);
    Path path = finder.file;
    if (path == null) {
      return null;
    }
    FlatFile file = FlatFile.read(path, environment);
    file.requireKnown(
        spec.options().stream()
            .map(Profile::key)
            .filter(key -> !List.of("profile", "help", "version").contains(key))
            .toList());
    return new Profile(file);
  }

  static String key(OptionSpec option) {
    return option.longestName().substring("--".length());
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    FlatFile.Value value = value(argument);
    return value == null ? argument.defaultValue() : value.text();
  }

  private FlatFile.@Nullable Value value(@Nullable ArgSpec argument) {
    return argument instanceof OptionSpec option ? file.get(key(option)) : null;
  }

  /** Returns where the mistake stands, with a colon, when it came from the file; else nothing. */
  String placeOf(ParameterException error) {
    FlatFile.Value value = value(error.getArgSpec());
    return value == null || !value.text().equals(error.getValue()) ? "" : value.at() + ": ";
  }
}
