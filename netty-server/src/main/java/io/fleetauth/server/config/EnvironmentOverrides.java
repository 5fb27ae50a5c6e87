// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lays environment variables over a file: {@code FLEETAUTH_GATEWAY_HTTP_PORT} is {@code
 * gateway.http.port}. A name that the user chose, like that of a registration, can be reached when
 * the file has it.
 */
final class EnvironmentOverrides {

  private static final String PREFIX = "FLEETAUTH_";

  private final List<ConfigSchema.Leaf> leaves;
  private final Map<String, String> environment;

  EnvironmentOverrides(Class<?> type, Map<String, String> environment) {
    this.leaves = ConfigSchema.leaves(type);
    this.environment = environment;
  }

  void apply(ConfigNode.Mapping root) {
    List<List<String>> paths =
        leaves.stream().flatMap(leaf -> expand(root, leaf.path(), 0)).toList();
    for (List<String> path : paths) {
      String variable = variable(path);
      String value = environment.get(variable);
      if (value != null) {
        var at = Position.of("environment variable " + variable);
        put(root, path, new ConfigNode.Scalar(at, value.replace("$", "$$"), true));
      }
    }
  }

  /** Returns the variables that look like ours but name no key below a known section. */
  List<String> unknown(ConfigNode.Mapping root) {
    Set<String> known =
        leaves.stream()
            .flatMap(leaf -> expand(root, leaf.path(), 0))
            .map(EnvironmentOverrides::variable)
            .collect(Collectors.toSet());
    Set<String> sections =
        leaves.stream()
            .filter(leaf -> leaf.path().size() > 1)
            .map(leaf -> variable(leaf.path().subList(0, 1)) + "_")
            .collect(Collectors.toSet());
    return environment.keySet().stream()
        .filter(name -> sections.stream().anyMatch(name::startsWith) && !known.contains(name))
        .sorted()
        .toList();
  }

  static String variable(List<String> path) {
    return PREFIX + String.join("_", path).toUpperCase(Locale.ROOT).replaceAll("[-.]", "_");
  }

  private static Stream<List<String>> expand(ConfigNode node, List<String> path, int from) {
    int any = path.subList(from, path.size()).indexOf(ConfigSchema.ANY);
    if (any < 0) {
      return path.contains("[]") ? Stream.of() : Stream.of(path);
    }
    List<String> names = names(node, path.subList(0, from + any));
    return names.stream().flatMap(name -> expand(node, named(path, from + any, name), from + any));
  }

  private static List<String> names(ConfigNode node, List<String> path) {
    ConfigNode at = node;
    for (String name : path) {
      var entry = at instanceof ConfigNode.Mapping mapping ? mapping.entries().get(name) : null;
      if (entry == null) {
        return List.of();
      }
      at = entry.value();
    }
    return at instanceof ConfigNode.Mapping mapping
        ? List.copyOf(mapping.entries().keySet())
        : List.of();
  }

  private static List<String> named(List<String> path, int index, String name) {
    var copy = new ArrayList<>(path);
    copy.set(index, name);
    return copy;
  }

  /** Writes the value below sections that are made when they are not there. */
  static void put(ConfigNode.Mapping root, List<String> path, ConfigNode.Scalar value) {
    ConfigNode.Mapping section = root;
    for (String name : path.subList(0, path.size() - 1)) {
      section = below(section, name);
    }
    var entry = new ConfigNode.Entry(value.at(), value);
    section.entries().put(path.get(path.size() - 1), entry);
  }

  private static ConfigNode.Mapping below(ConfigNode.Mapping section, String name) {
    ConfigNode.Entry entry = section.entries().get(name);
    if (entry != null && entry.value() instanceof ConfigNode.Mapping mapping) {
      return mapping;
    }
    var made = ConfigNode.Mapping.empty(section.at());
    var at = entry == null ? section.at() : entry.keyAt();
    section.entries().put(name, new ConfigNode.Entry(at, made));
    return made;
  }
}
