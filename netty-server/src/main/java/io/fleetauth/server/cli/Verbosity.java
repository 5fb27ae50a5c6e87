// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options that every command has. */
final class Verbosity {

  @Option(
      names = {"-v", "--verbose"},
      description = "Show what went wrong in full, with stack traces.")
  boolean verbose;

  static boolean isVerbose(ParseResult parsed) {
    ParseResult deepest = parsed;
    while (deepest.hasSubcommand()) {
      deepest = deepest.subcommand();
    }
    return deepest.hasMatchedOption("--verbose");
  }
}
