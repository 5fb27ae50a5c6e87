// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.schedule;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Arrivals per second, steady or changing evenly from the begin to the end of the measured time.
 *
 * @param from per second, at the begin; 0 when it starts from nothing
 * @param to per second, at the end
 */
public record Rate(double from, double to) {

  private static final Pattern TEXT =
      Pattern.compile("(?:(\\d{1,7}(?:\\.\\d+)?)\\.\\.)?(\\d{1,7}(?:\\.\\d+)?)/(s|m)");

  private static final double SECONDS_PER_MINUTE = 60;

  public Rate {
    if (from < 0 || to < 0 || from + to <= 0) {
      throw new IllegalArgumentException("a rate must be above 0");
    }
  }

  /**
   * Reads {@code 500/s}, {@code 30/m} or {@code 100..500/s}.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static Rate of(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a rate like 500/s, 30/m or 100..500/s");
    }
    double unit = matcher.group(3).equals("s") ? 1 : SECONDS_PER_MINUTE;
    double to = Double.parseDouble(matcher.group(2)) / unit;
    String first = matcher.group(1);
    return new Rate(first == null ? to : Double.parseDouble(first) / unit, to);
  }

  @Override
  public String toString() {
    return from == to ? number(to) + "/s" : number(from) + ".." + number(to) + "/s";
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
