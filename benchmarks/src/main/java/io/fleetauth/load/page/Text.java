// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.page;

import java.util.Locale;

/** Values as text of a page. Pure. */
final class Text {

  private Text() {}

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** Returns three digits or so, as many as one wants to see beside an axis. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 1_000_000) {
      return trimmed("%.1f", value / 1_000_000) + "M";
    }
    if (size >= 10_000) {
      return trimmed("%.1f", value / 1000) + "k";
    }
    if (size >= 100 || value == Math.rint(value)) {
      return format("%,.0f", value);
    }
    return trimmed(size >= 1 ? "%.1f" : "%.3f", value);
  }

  private static String trimmed(String pattern, double value) {
    String text = format(pattern, value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("[.]$", "") : text;
  }

  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
