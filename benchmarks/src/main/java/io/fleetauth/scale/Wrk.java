// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.scale;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs {@code wrk}, a load generator in C that takes little of the machine; has to be installed.
 */
final class Wrk {

  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern TAIL = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
  private static final Pattern FAILED =
      Pattern.compile("Non-2xx or 3xx responses: \\d+|Socket errors: .*");

  private final int connections;
  private final String bearer;

  Wrk(int connections, String bearer) {
    this.connections = connections;
    this.bearer = bearer;
  }

  /**
   * What came out.
   *
   * @param rate answers a second
   * @param p99 milliseconds, of a closed loop: good for comparing, not for promising
   */
  record Result(double rate, double p99) {}

  /** Fails when there is no wrk, or an answer was not good. Blocks. */
  Result run(String url, int seconds) throws IOException, InterruptedException {
    var command =
        List.of(
            "wrk",
            "-t2",
            "-c" + connections,
            "-d" + seconds + "s",
            "--latency",
            "-H",
            "Authorization: Bearer " + bearer,
            url);
    Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(wrk.getInputStream().readAllBytes(), UTF_8);
    if (wrk.waitFor() != 0 || FAILED.matcher(output).find()) {
      throw new IOException("wrk: " + output);
    }
    Matcher tail = found(TAIL, output);
    return new Result(
        Double.parseDouble(found(RATE, output).group(1)),
        Double.parseDouble(tail.group(1)) * milliseconds(tail.group(2)));
  }

  private static Matcher found(Pattern pattern, String output) throws IOException {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IOException("wrk said something else than expected: " + output);
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
}
