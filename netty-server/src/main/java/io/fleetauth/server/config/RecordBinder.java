// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.oauth.Scopes;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a record of {@link Key}s from what was written; every mistake names its place. */
final class RecordBinder {

  private final Placeholders placeholders;

  RecordBinder(Placeholders placeholders) {
    this.placeholders = placeholders;
  }

  /** Returns the record; {@code path} is how its section is called, empty for the root. */
  <R> R bind(Class<R> type, ConfigNode node, String path) {
    ConfigNode.Mapping mapping = mapping(node, path);
    RecordComponent[] components = type.getRecordComponents();
    refuseUnknown(components, mapping, path);
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = component(components[i], mapping, path);
    }
    return make(type, values, mapping.at(), path);
  }

  private static void refuseUnknown(
      RecordComponent[] components, ConfigNode.Mapping mapping, String path) {
    List<String> known = Arrays.stream(components).map(c -> Names.kebab(c.getName())).toList();
    for (Map.Entry<String, ConfigNode.Entry> entry : mapping.entries().entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw unknown(entry.getValue().keyAt(), entry.getKey(), path, known);
      }
    }
  }

  static ConfigException unknown(Position at, String written, String path, List<String> known) {
    String below = path.isEmpty() ? " at the top" : " below '" + path + "'";
    String keys = known.stream().sorted().collect(Collectors.joining(", "));
    return at.error(
        "unknown key '"
            + written
            + "'"
            + below
            + Names.suggestion(written, known)
            + " known keys: "
            + keys);
  }

  private @Nullable Object component(
      RecordComponent component, ConfigNode.Mapping mapping, String path) {
    String name = Names.kebab(component.getName());
    String full = path.isEmpty() ? name : path + "." + name;
    Key key = Objects.requireNonNull(component.getAnnotation(Key.class), full);
    ConfigNode.Entry entry = mapping.entries().get(name);
    if (entry == null || isEmpty(entry.value())) {
      return absent(component, key, entry == null ? mapping.at() : entry.keyAt(), full);
    }
    return value(component.getGenericType(), key, entry.value(), full);
  }

  private static boolean isEmpty(ConfigNode node) {
    return node instanceof ConfigNode.Scalar scalar && scalar.isEmpty();
  }

  private @Nullable Object absent(RecordComponent component, Key key, Position at, String path) {
    if (!key.value().isEmpty()) {
      var written = new ConfigNode.Scalar(at, key.value(), false);
      return value(component.getGenericType(), key, written, path);
    }
    if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
      return null;
    }
    Class<?> type = component.getType();
    if (type == Map.class) {
      return Map.of();
    }
    if (type == List.class) {
      return List.of();
    }
    if (type == Scopes.class) {
      return Scopes.NONE;
    }
    if (type.isRecord() && !Scalars.reads(type)) {
      return bind(type, ConfigNode.Mapping.empty(at), path);
    }
    throw at.error("'" + path + "' is missing");
  }

  private Object value(Type type, Key key, ConfigNode node, String path) {
    Class<?> raw = (Class<?>) (type instanceof ParameterizedType p ? p.getRawType() : type);
    if (Scalars.reads(raw)) {
      return scalar(raw, key, node, path);
    }
    if (raw == Map.class) {
      return map(argument(type, 1), key, node, path);
    }
    return raw == List.class ? list(argument(type, 0), key, node, path) : bind(raw, node, path);
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }

  private Map<String, Object> map(Type type, Key key, ConfigNode node, String path) {
    var values = new LinkedHashMap<String, Object>();
    mapping(node, path)
        .entries()
        .forEach((k, v) -> values.put(k, value(type, key, v.value(), path + "." + k)));
    return values;
  }

  private List<Object> list(Type type, Key key, ConfigNode node, String path) {
    if (!(node instanceof ConfigNode.Sequence sequence)) {
      return List.of(value(type, key, node, path));
    }
    var values = new ArrayList<>();
    for (ConfigNode item : sequence.items()) {
      values.add(value(type, key, item, path + "[" + values.size() + "]"));
    }
    return List.copyOf(values);
  }

  private Object scalar(Class<?> type, Key key, ConfigNode node, String path) {
    boolean secret = type == Secret.class;
    String written = secret && node instanceof ConfigNode.Scalar ? "" : ", was " + node.described();
    try {
      return Scalars.read(type, key, text(type, node));
    } catch (IllegalArgumentException e) {
      throw node.at().error("'" + path + "' " + e.getMessage() + written);
    }
  }

  private String text(Class<?> type, ConfigNode node) {
    if (node instanceof ConfigNode.Scalar scalar) {
      return placeholders.fill(scalar);
    }
    if (type == Scopes.class && node instanceof ConfigNode.Sequence sequence) {
      return sequence.items().stream()
          .map(item -> text(String.class, item))
          .collect(Collectors.joining(" "));
    }
    throw new IllegalArgumentException("must be a single value");
  }

  private static ConfigNode.Mapping mapping(ConfigNode node, String path) {
    if (isEmpty(node)) {
      return ConfigNode.Mapping.empty(node.at());
    }
    if (node instanceof ConfigNode.Mapping mapping) {
      return mapping;
    }
    throw node.at().error("'" + path + "' must have keys below it, was " + node.described());
  }

  private static <R> R make(Class<R> type, @Nullable Object[] values, Position at, String path) {
    try {
      return canonical(type).newInstance(values);
    } catch (InvocationTargetException e) {
      throw at.error("'" + path + "': " + e.getTargetException().getMessage());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName(), e);
    }
  }

  private static <R> Constructor<R> canonical(Class<R> type) throws NoSuchMethodException {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    return type.getDeclaredConstructor(types);
  }
}
