// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that tests made or saw on the wire, for {@link SecretWatch}. Thread-safe; does not
 * block.
 */
public final class Secrets {

  /** Those of this run. */
  public static final Secrets ALL = new Secrets();

  /** Shorter values are words that any line may have. */
  static final int SHORTEST = 8;

  private static final Set<String> NAMES =
      Set.of(
          "client_secret",
          "client_assertion",
          "assertion",
          "code_verifier",
          "refresh_token",
          "device_code",
          "password",
          "subject_token",
          "token",
          "access_token",
          "id_token",
          "accessToken",
          "AccessToken");

  private static final Pattern MEMBER = Pattern.compile("\"(\\w+)\"\\s*:\\s*\"([^\"\\\\]+)\"");
  private static final Pattern FORM = Pattern.compile("[\\w.-]+=[^&\\s{}\"]*(&[\\w.-]+=[^&\\s]*)*");

  /** What each is, by its value; grouped by how it begins. */
  private final Map<String, Map<String, String>> byStart = new ConcurrentHashMap<>();

  Secrets() {}

  /** Adds one, unless it is too short to be told from an ordinary word. */
  public Secrets add(String what, @Nullable String value) {
    if (value != null && value.length() >= SHORTEST) {
      byStart
          .computeIfAbsent(value.substring(0, SHORTEST), start -> new ConcurrentHashMap<>())
          .put(value, what);
    }
    return this;
  }

  /** Adds those in the body of a request or an answer, a form or JSON. */
  public Secrets addBody(String body) {
    if (FORM.matcher(body).matches()) {
      for (String pair : body.split("&")) {
        String[] parts = pair.split("=", 2);
        named(parts[0], decoded(parts[1]));
        if (parts[0].equals("code")) { // in JSON it tells an error
          add("authorization code", decoded(parts[1]));
        }
      }
      return this;
    }
    Matcher member = MEMBER.matcher(body);
    while (member.find()) {
      named(member.group(1), member.group(2));
    }
    return this;
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  private void named(String name, String value) {
    if (NAMES.contains(name)) {
      add(name, value);
    }
  }

  /** Adds what an {@code Authorization} header proves by. */
  public Secrets addAuthorization(@Nullable String header) {
    if (header == null) {
      return this;
    }
    String proof = header.substring(header.indexOf(' ') + 1);
    add("authorization", proof);
    return header.startsWith("Basic ") ? addBasic(proof) : this;
  }

  private Secrets addBasic(String proof) {
    try {
      String pair = new String(Base64.getDecoder().decode(proof), UTF_8);
      return add("password", pair.substring(pair.indexOf(':') + 1));
    } catch (IllegalArgumentException e) {
      return this; // somebody's own idea of Basic
    }
  }

  int size() {
    return byStart.values().stream().mapToInt(Map::size).sum();
  }

  /**
   * A secret in a line.
   *
   * @param at where it begins
   */
  record Found(String what, int at) {}

  /** Returns the first secret that the line holds, or {@code null} for none. */
  @Nullable Found in(String line) {
    for (int from = 0; from + SHORTEST <= line.length(); from++) {
      Map<String, String> alike = byStart.get(line.substring(from, from + SHORTEST));
      String what = alike == null ? null : at(line, from, alike);
      if (what != null) {
        return new Found(what, from);
      }
    }
    return null;
  }

  private static @Nullable String at(String line, int from, Map<String, String> alike) {
    for (Map.Entry<String, String> secret : alike.entrySet()) {
      if (line.startsWith(secret.getKey(), from)) {
        return secret.getValue();
      }
    }
    return null;
  }
}
