// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.load.report.Comparison;
import io.fleetauth.load.report.JsonFile;
import io.fleetauth.server.cli.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleetauth load compare}. */
@Command(
    name = "compare",
    description = "Show two results side by side: the second as multiples of the first.",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true)
final class CompareCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(index = "0", paramLabel = "A.json", description = "The result to compare with.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  Path before;

  @Parameters(index = "1", paramLabel = "B.json", description = "The result to judge.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  Path after;

  @Option(
      names = "--max-worse",
      paramLabel = "PERCENT",
      description = "Exit with 1 when p99 or the share of failures is worse by more than that.")
  @Nullable Double maxWorse;

  CompareCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    var comparison = new Comparison(JsonFile.read(before), JsonFile.read(after));
    comparison.print(surroundings.out());
    boolean worse = maxWorse != null && comparison.isWorse(maxWorse, surroundings.out());
    return worse ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
  }
}
