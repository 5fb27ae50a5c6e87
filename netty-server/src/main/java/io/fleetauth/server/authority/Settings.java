// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Defaults and checks of {@link AuthorityConfig}; each message names the setting. */
final class Settings {

  private Settings() {}

  /** Stands for a component that was left out; the compact constructors replace it. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  static <T> T unset() {
    return null;
  }

  static <T> T orElse(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }

  static Duration positive(@Nullable Duration value, Duration otherwise, String name) {
    var chosen = notNegative(value, otherwise, name);
    if (chosen.isZero()) {
      throw new IllegalArgumentException(name + " must be positive");
    }
    return chosen;
  }

  static Duration notNegative(@Nullable Duration value, Duration otherwise, String name) {
    var chosen = orElse(value, otherwise);
    if (chosen.isNegative()) {
      throw new IllegalArgumentException(name + " must not be negative, was " + chosen);
    }
    return chosen;
  }

  static Integer notNegative(@Nullable Integer value, int otherwise, String name) {
    int chosen = orElse(value, otherwise);
    if (chosen < 0) {
      throw new IllegalArgumentException(name + " must not be negative, was " + chosen);
    }
    return chosen;
  }

  static void requireText(@Nullable String value, String name) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(name + " must not be blank");
    }
  }

  static void unique(List<String> names, String setting) {
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException(setting + " names one of " + names + " twice");
    }
  }
}
