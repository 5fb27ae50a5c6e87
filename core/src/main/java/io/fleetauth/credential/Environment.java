// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables that a credential looks at. Some hold secrets.
 *
 * @param variables by name
 */
public record Environment(Map<String, String> variables) {

  public Environment {
    variables = Map.copyOf(variables);
  }

  /** Returns the variables of this process. */
  public static Environment ofProcess() {
    return new Environment(System.getenv());
  }

  /** Returns the value, or {@code null} when it is not set or blank. */
  public @Nullable String text(String name) {
    String value = variables.get(name);
    return value == null || value.isBlank() ? null : value.trim();
  }

  /** Returns whether all of {@code names} are set and not blank. */
  public boolean hasAll(String... names) {
    for (String name : names) {
      if (text(name) == null) {
        return false;
      }
    }
    return true;
  }

  /** Shows no value. */
  @Override
  public String toString() {
    return "Environment[" + variables.size() + " variables]";
  }
}
