// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import java.util.regex.Pattern;

/**
 * What a tool wrote before it ended.
 *
 * @param exit its exit code
 * @param out what it wrote to standard output; may hold a token
 * @param err what it wrote to standard error
 */
record ToolOutput(int exit, String out, String err) {

  private static final Pattern CONTROLS =
      Pattern.compile("\\x1B\\[[0-9;]*[A-Za-z]|[\\p{Cntrl}\\p{Cf}]+");
  private static final Pattern TOKENS =
      Pattern.compile("eyJ[\\w-]+\\.[\\w-]+\\.[\\w.-]*|[\\w+/=.~-]{80,}");
  private static final int MAX_WORDS = 300;

  /** Returns what it complained about, without what looks like a token. */
  String complaint() {
    String clean = CONTROLS.matcher(err).replaceAll(" ").strip();
    clean = TOKENS.matcher(clean).replaceAll("[redacted]");
    return clean.length() <= MAX_WORDS ? clean : clean.substring(0, MAX_WORDS) + "…";
  }

  @Override
  public String toString() {
    return "ToolOutput[exit=" + exit + ", redacted]";
  }
}
