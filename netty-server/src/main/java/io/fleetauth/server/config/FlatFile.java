// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A YAML file of keys without sections, for a command that takes its options from one. A list is
 * one value with commas, a mapping one of {@code key=value} with commas. Every mistake is a {@link
 * ConfigException} that names file, line and column.
 */
public final class FlatFile {

  private final Map<String, Value> values = new LinkedHashMap<>();
  private final Map<String, Position> places = new LinkedHashMap<>();

  /**
   * What a key has.
   *
   * @param at file, line and column
   */
  public record Value(String text, String at) {}

  private FlatFile(ConfigNode.Mapping root, Placeholders placeholders) {
    root.entries()
        .forEach(
            (key, entry) -> {
              var at = entry.value().at();
              values.put(key, new Value(text(entry.value(), placeholders), at.toString()));
              places.put(key, entry.keyAt());
            });
  }

  /**
   * Reads a file; blocks.
   *
   * @param environment variables to put in for {@code ${NAME}}
   */
  public static FlatFile read(Path file, Map<String, String> environment) {
    return new FlatFile(YamlSource.read(file), new Placeholders(environment));
  }

  private static String text(ConfigNode node, Placeholders placeholders) {
    if (node instanceof ConfigNode.Sequence list) {
      return joined(list.items().stream().map(item -> text(item, placeholders)).toList());
    }
    if (node instanceof ConfigNode.Mapping mapping) {
      return joined(
          mapping.entries().entrySet().stream()
              .map(entry -> entry.getKey() + "=" + text(entry.getValue().value(), placeholders))
              .toList());
    }
    return placeholders.fill((ConfigNode.Scalar) node);
  }

  private static String joined(List<String> values) {
    return String.join(",", values);
  }

  /** Throws when there is a key that is not among {@code known}. */
  public void requireKnown(Collection<String> known) {
    places.forEach(
        (key, at) -> {
          if (!known.contains(key)) {
            throw RecordBinder.unknown(at, key, "", List.copyOf(known));
          }
        });
  }

  /** Returns what was written for the key, or null. */
  public @Nullable Value get(String key) {
    return values.get(key);
  }
}
