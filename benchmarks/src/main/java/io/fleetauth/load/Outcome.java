// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.load.page.HtmlReport;
import io.fleetauth.load.report.JsonFile;
import io.fleetauth.load.report.LoadResult;
import io.fleetauth.load.report.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Tells a result and keeps it. Blocking. */
final class Outcome {

  private static final Path DEFAULT_FOLDER = Path.of("load-reports");

  private final PrintWriter out;

  Outcome(PrintWriter out) {
    this.out = out;
  }

  /**
   * @param folder where it goes, or null for a folder named after the run
   */
  void tell(LoadResult result, Scenario scenario, @Nullable Path folder) throws IOException {
    TextTable.print(result, out);
    String name = result.startedAt().replace(':', '-') + "-" + Words.word(scenario);
    Path place = folder == null ? DEFAULT_FOLDER.resolve(name) : folder;
    Files.createDirectories(place);
    Path json = place.resolve("result.json");
    JsonFile.write(result, json);
    Path page = Files.writeString(place.resolve("report.html"), HtmlReport.of(result));
    out.println();
    out.println("Result   " + json);
    out.println("Report   " + page);
    out.flush();
  }
}
