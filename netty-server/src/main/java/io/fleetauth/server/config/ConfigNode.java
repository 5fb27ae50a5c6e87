// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configuration as it was written, before it means anything; knows where each part stands. */
sealed interface ConfigNode {

  Position at();

  /** Says in words what was written, for a message. */
  String described();

  /** A single value; {@code null} and {@code ~} in YAML are the empty text, unquoted. */
  record Scalar(Position at, String text, boolean quoted) implements ConfigNode {

    boolean isEmpty() {
      return text.isEmpty() && !quoted;
    }

    @Override
    public String described() {
      return isEmpty() ? "nothing" : "'" + text + "'";
    }
  }

  record Sequence(Position at, List<ConfigNode> items) implements ConfigNode {

    @Override
    public String described() {
      return "a list";
    }
  }

  /** Mutable while environment variables are laid over it. */
  record Mapping(Position at, Map<String, Entry> entries) implements ConfigNode {

    static Mapping empty(Position at) {
      return new Mapping(at, new LinkedHashMap<>());
    }

    @Override
    public String described() {
      return "a mapping";
    }
  }

  /** The value of a key; {@code keyAt} is where the key stands. */
  record Entry(Position keyAt, ConfigNode value) {}
}
