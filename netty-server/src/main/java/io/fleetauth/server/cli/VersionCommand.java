// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what this is. */
@Command(
    name = "version",
    description = "Show the versions of Fleetauth and Java.",
    mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin OutputOption output = new OutputOption();
  @Mixin Verbosity verbosity = new Verbosity();

  VersionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    String java = System.getProperty("java.version");
    surroundings
        .out()
        .println(
            output.json() ? new JsonLine().with("version", version()).with("java", java) : text());
    return ExitCode.OK;
  }

  static String text() {
    return "Fleetauth " + version() + " on Java " + System.getProperty("java.version");
  }

  private static String version() {
    @Nullable String version = VersionCommand.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
