// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.oauth.Scopes;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The keys that a configuration may have, read from its records. */
final class ConfigSchema {

  /** How a name chosen by the user is shown in a path. */
  static final String ANY = "<name>";

  /**
   * A key with a value of its own, no section.
   *
   * @param path its names from the root; {@link #ANY} where the user chooses one, {@code []} for
   *     each item of a list
   * @param list whether several values may stand there
   */
  record Leaf(List<String> path, RecordComponent component, Key key, Class<?> type, boolean list) {

    String dotted() {
      return String.join(".", path);
    }

    boolean required() {
      return key.value().isEmpty()
          && !list
          && type != Scopes.class
          && !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }
  }

  private ConfigSchema() {}

  static List<Leaf> leaves(Class<?> root) {
    var leaves = new ArrayList<Leaf>();
    collect(root, List.of(), leaves);
    return List.copyOf(leaves);
  }

  private static void collect(Class<?> type, List<String> above, List<Leaf> leaves) {
    for (RecordComponent component : type.getRecordComponents()) {
      var path = plus(above, Names.kebab(component.getName()));
      Key key = Objects.requireNonNull(component.getAnnotation(Key.class), () -> path.toString());
      collect(component, key, component.getGenericType(), path, leaves);
    }
  }

  private static void collect(
      RecordComponent component, Key key, Type type, List<String> path, List<Leaf> leaves) {
    if (!(type instanceof ParameterizedType parameterized)) {
      section(component, key, (Class<?>) type, path, leaves);
      return;
    }
    boolean map = parameterized.getRawType() == Map.class;
    Type item = parameterized.getActualTypeArguments()[map ? 1 : 0];
    if (map) {
      collect(component, key, item, plus(path, ANY), leaves);
    } else if (Scalars.reads((Class<?>) item)) {
      leaves.add(new Leaf(path, component, key, (Class<?>) item, true));
    } else {
      collect((Class<?>) item, plus(path, "[]"), leaves);
    }
  }

  private static void section(
      RecordComponent component, Key key, Class<?> type, List<String> path, List<Leaf> leaves) {
    if (Scalars.reads(type)) {
      leaves.add(new Leaf(path, component, key, type, false));
    } else {
      collect(type, path, leaves);
    }
  }

  private static List<String> plus(List<String> path, String name) {
    var longer = new ArrayList<>(path);
    longer.add(name);
    return List.copyOf(longer);
  }
}
