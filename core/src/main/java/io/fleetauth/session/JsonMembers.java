// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The members of one JSON object: a text, {@code Long}, {@code Boolean}, list or object each; other
 * numbers are left out, and so is {@code null}. A member that is missing is a {@link
 * NullPointerException}, one of another type a {@link ClassCastException}.
 */
final class JsonMembers {

  private final Map<String, Object> values = new HashMap<>(32);

  private JsonMembers() {}

  /** Reads the object that comes next, which must be all there is. */
  static JsonMembers read(JsonParser json) {
    Object all = value(json, json.nextToken());
    if (json.nextToken() != null) {
      throw new IllegalArgumentException("more than one value");
    }
    return (JsonMembers) requireNonNull(all, "no value");
  }

  private static @Nullable Object value(JsonParser json, @Nullable JsonToken token) {
    return switch (requireNonNull(token, "an end")) {
      case START_OBJECT -> members(json);
      case START_ARRAY -> list(json);
      case VALUE_STRING -> json.getString();
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static JsonMembers members(JsonParser json) {
    var members = new JsonMembers();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      Object value = value(json, json.nextToken());
      if (value != null) {
        members.values.put(name, value);
      }
    }
    return members;
  }

  private static List<Object> list(JsonParser json) {
    var list = new ArrayList<>(2);
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      Object value = value(json, token);
      if (value != null) {
        list.add(value);
      }
    }
    return list;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  boolean is(String expected, String name) {
    return expected.equals(values.get(name));
  }

  private Object required(String name) {
    return requireNonNull(values.get(name), name);
  }

  String text(String name) {
    return (String) required(name);
  }

  /** Returns all members, each of which must be a text. */
  Map<String, String> texts() {
    var texts = new LinkedHashMap<String, String>();
    values.keySet().forEach(name -> texts.put(name, text(name)));
    return texts;
  }

  long integer(String name) {
    return (Long) required(name);
  }

  boolean truth(String name) {
    return (Boolean) required(name);
  }

  List<?> list(String name) {
    return (List<?>) required(name);
  }

  JsonMembers object(String name) {
    return (JsonMembers) required(name);
  }

  Instant instant(String name) {
    List<?> pair = list(name);
    return Instant.ofEpochSecond((Long) pair.get(0), (Long) pair.get(1));
  }

  Duration duration(String name) {
    List<?> pair = list(name);
    return Duration.ofSeconds((Long) pair.get(0), (Long) pair.get(1));
  }

  @Nullable Instant instantOrNull(String name) {
    return has(name) ? instant(name) : null;
  }

  <T> @Nullable T textOrNull(String name, Function<String, T> mapping) {
    return has(name) ? mapping.apply(text(name)) : null;
  }

  <T> @Nullable T objectOrNull(String name, Function<JsonMembers, T> mapping) {
    return has(name) ? mapping.apply(object(name)) : null;
  }
}
