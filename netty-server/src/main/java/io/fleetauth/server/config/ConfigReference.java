// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import static java.util.stream.Collectors.joining;

/** Writes the table of every key, from the same records that a file is read into. */
public final class ConfigReference {

  private ConfigReference() {}

  /** Returns a Markdown table. */
  public static String table() {
    return "| key | value | default | meaning |\n|---|---|---|---|\n"
        + ConfigSchema.leaves(ServerConfig.class).stream()
            .map(ConfigReference::row)
            .collect(joining("\n", "", "\n"));
  }

  private static String row(ConfigSchema.Leaf leaf) {
    return "| `%s` | %s | %s | %s |"
        .formatted(leaf.dotted(), value(leaf), defaults(leaf), leaf.key().doc());
  }

  private static String value(ConfigSchema.Leaf leaf) {
    String name = Scalars.typeName(leaf.type());
    Key key = leaf.key();
    boolean range = key.max() != Long.MAX_VALUE;
    String limits = range ? " " + Math.max(0, key.min()) + " to " + key.max() : "";
    return (leaf.list() ? "list of " : "") + name + limits;
  }

  private static String defaults(ConfigSchema.Leaf leaf) {
    if (!leaf.key().value().isEmpty()) {
      return "`" + leaf.key().value() + "`";
    }
    return leaf.required() ? "required" : "";
  }
}
