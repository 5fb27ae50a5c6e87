// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** How keys are spelt, and which one was perhaps meant. */
public final class Names {

  private static final int CLOSE = 3;

  private Names() {}

  /** {@code publicUrl} to {@code public-url}. */
  static String kebab(String camel) {
    return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  /** {@code CLIENT_SECRET_POST} to {@code client-secret-post}. */
  static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Returns " Did you mean 'x'?" with the nearest of {@code known}, or nothing when none is near.
   */
  static String suggestion(String written, Collection<String> known) {
    return nearest(written, known).map(name -> "; did you mean '" + name + "'?").orElse(";");
  }

  /** Returns the one of {@code known} that was perhaps meant. */
  public static Optional<String> nearest(String written, Collection<String> known) {
    return known.stream()
        .filter(name -> distance(written, name) <= Math.min(CLOSE, name.length() / CLOSE))
        .min(Comparator.comparingInt(name -> distance(written, name)));
  }

  /** Levenshtein's distance. */
  static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int swap = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(swap, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
