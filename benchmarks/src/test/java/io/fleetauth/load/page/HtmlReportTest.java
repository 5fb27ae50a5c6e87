// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.load.report.ResultsOf;
import java.io.IOException;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

  private final Document page;

  HtmlReportTest() throws IOException {
    page = Jsoup.parse(HtmlReport.of(ResultsOf.refreshes(1, 3)));
  }

  @Test
  void needsNothingFromOutside() {
    assertThat(page.select("[src], [href], script, link")).isEmpty();
    assertThat(page.select("style").html()).doesNotContain("url(").doesNotContain("@import");
  }

  @Test
  void saysFirstWhatItIsAndWhetherToTrustIt() {
    assertThat(page.title()).isEqualTo("Load: refresh at https://id.example.com/<lab>");
    assertThat(page.select(".verdict.good strong").text()).startsWith("The harness kept up");
    assertThat(page.select("tbody tr").first().text()).startsWith("refresh 100 3 10.0");
  }

  @Test
  void escapesWhatServersSay() {
    assertThat(page.select("b")).isEmpty();
    assertThat(page.text()).contains("HTTP 503 <b>");
  }

  @Test
  void drawsWhatWasSeen() {
    assertThat(page.select("figcaption").eachText())
        .anyMatch(title -> title.startsWith("Successes per second"))
        .anyMatch(title -> title.startsWith("Latency by percentile"))
        .anyMatch(title -> title.startsWith("Distribution of refresh"))
        .anyMatch(title -> title.startsWith("Failures per second"))
        .anyMatch(title -> title.startsWith("Memory of the server"));
    assertThat(page.select("svg path.line")).hasSizeGreaterThan(5);
    assertThat(page.select("svg rect.bar")).isNotEmpty();
    assertThat(page.html()).doesNotContain("NaN").doesNotContain("Infinity");
  }
}
