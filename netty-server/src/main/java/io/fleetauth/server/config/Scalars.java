// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import static java.util.Objects.requireNonNull;

import io.fleetauth.oauth.Scopes;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns the text of one value into its type; {@code IllegalArgumentException} says what is allowed.
 */
final class Scalars {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");
  private static final Map<Class<?>, Function<String, Object>> READERS =
      Map.of(
          String.class, text -> text,
          boolean.class, Scalars::bool,
          Duration.class, Scalars::duration,
          URI.class, Scalars::uri,
          Path.class, Scalars::path,
          Secret.class, Secret::new,
          Scopes.class, Scopes::of);

  private static final Set<Class<?>> WHOLE = Set.of(int.class, long.class, Long.class);

  private Scalars() {}

  static boolean reads(Class<?> type) {
    return READERS.containsKey(type) || WHOLE.contains(type) || type.isEnum();
  }

  static Object read(Class<?> type, @Nullable Key key, String text) {
    if (type == int.class) {
      return (int) whole(text, key, Integer.MAX_VALUE);
    }
    if (type == long.class || type == Long.class) {
      return whole(text, key, Long.MAX_VALUE);
    }
    if (type.isEnum()) {
      return constant(type, text);
    }
    return requireNonNull(READERS.get(type), type::getName).apply(text);
  }

  /** Returns how the type is called in the reference. */
  static String typeName(Class<?> type) {
    if (type.isEnum()) {
      return String.join(", ", constants(type));
    }
    if (WHOLE.contains(type)) {
      return "whole number";
    }
    Map<Class<?>, String> names =
        Map.of(
            String.class, "text",
            boolean.class, "true or false",
            Duration.class, "duration",
            URI.class, "URL",
            Path.class, "path",
            Secret.class, "secret",
            Scopes.class, "scopes");
    return requireNonNull(names.get(type), type::getName);
  }

  private static Object constant(Class<?> type, String text) {
    for (Object constant : type.getEnumConstants()) {
      if (Names.kebab((Enum<?>) constant).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("must be one of " + String.join(", ", constants(type)));
  }

  private static List<String> constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(c -> Names.kebab((Enum<?>) c)).toList();
  }

  private static long whole(String text, @Nullable Key key, long most) {
    long min = key == null ? 0 : Math.max(0, key.min());
    long max = key == null ? most : Math.min(most, key.max());
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below, like a number out of range
    }
    throw new IllegalArgumentException("must be a whole number from " + min + " to " + max);
  }

  private static boolean bool(String text) {
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    throw new IllegalArgumentException("must be true or false");
  }

  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be a duration like 500ms, 10s, 15m, 8h or 90d");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static URI uri(String text) {
    try {
      URI uri = URI.create(text);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getFragment() == null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // said below, like a URL of another kind
    }
    throw new IllegalArgumentException("must be an http or https URL without user or fragment");
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("must be a path", e);
    }
  }
}
