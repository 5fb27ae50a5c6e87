// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.scale;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A load generator in C that takes little of the machine; has to be installed.
 *
 * @param kind which program
 * @param connections kept open; each has one request under way
 * @param bearer sent with each
 */
record LoadGenerator(Kind kind, int connections, String bearer) {

  /** The programs, and what they print. */
  enum Kind {
    WRK(
        "Requests/sec:\\s+([0-9.]+)",
        "99%\\s+([0-9.]+)(us|ms|s)",
        "Non-2xx or 3xx responses: \\d+|Socket errors: .*"),
    /** For HTTP/2. */
    H2LOAD(
        "finished in [^,]+, ([0-9.]+) req/s",
        "time for request:\\s+\\S+\\s+\\S+\\s+([0-9.]+)(us|ms|s)",
        "[1-9]\\d* (?:[345]xx|failed|errored|timeout)");

    private final Pattern rate;
    private final Pattern time;
    private final Pattern failed;

    Kind(String rate, String time, String failed) {
      this.rate = Pattern.compile(rate);
      this.time = Pattern.compile(time);
      this.failed = Pattern.compile(failed);
    }
  }

  /**
   * What came out.
   *
   * @param rate answers a second
   * @param millis of a closed loop, so for comparing and not for promising: what 99 of 100 answers
   *     took at most with wrk, the mean with h2load
   */
  record Result(double rate, double millis) {}

  /** Fails when the program is not there, or an answer was not good. Blocks. */
  Result run(String url, int seconds) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command(url, seconds)).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0 || kind.failed.matcher(output).find()) {
      throw new IOException(kind + " said: " + output);
    }
    Matcher time = found(kind.time, output);
    return new Result(
        Double.parseDouble(found(kind.rate, output).group(1)),
        Double.parseDouble(time.group(1)) * milliseconds(time.group(2)));
  }

  private List<String> command(String url, int seconds) {
    List<String> program =
        kind == Kind.WRK
            ? List.of("wrk", "-d" + seconds + "s", "--latency")
            : List.of("h2load", "-D" + seconds, "-m1");
    var command = new ArrayList<>(program);
    command.addAll(List.of("-t2", "-c" + connections, "-H", "Authorization: Bearer " + bearer));
    command.add(url);
    return command;
  }

  private static Matcher found(Pattern pattern, String output) throws IOException {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IOException("the load generator said something else than expected: " + output);
    }
    return matcher;
  }

  private static double milliseconds(String unit) {
    return switch (unit) {
      case "us" -> 0.001;
      case "ms" -> 1;
      default -> 1_000;
    };
  }

  @Override
  public String toString() {
    return "LoadGenerator[" + kind + ", connections=" + connections + "]";
  }
}
