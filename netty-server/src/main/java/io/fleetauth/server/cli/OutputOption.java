// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import picocli.CommandLine.Option;

/** Whether a person or a program reads the answer. */
final class OutputOption {

  enum Format {
    TEXT,
    JSON
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text for people, or json: one object per line on standard output.")
  Format format = Format.TEXT;

  boolean json() {
    return format == Format.JSON;
  }
}
