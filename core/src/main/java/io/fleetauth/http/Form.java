// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parameters of a request in {@code application/x-www-form-urlencoded}, RFC 6749 appendix B.
 *
 * @param parameters in the order in which they go out; may hold secrets
 */
record Form(Map<String, String> parameters) {

  static final Form EMPTY = new Form(Map.of());

  Form {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** Returns a copy with the parameter added, or replaced: none may occur twice. */
  Form with(String name, String value) {
    return with(Map.of(name, value));
  }

  Form with(Map<String, String> more) {
    var all = new LinkedHashMap<>(parameters);
    all.putAll(more);
    return new Form(all);
  }

  String encoded() {
    return parameters.entrySet().stream()
        .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
        .collect(joining("&"));
  }

  /** Returns the values that must not be seen again, in an error description for example. */
  Collection<String> secrets() {
    return parameters.entrySet().stream()
        .filter(entry -> !Redaction.SHOWN_PARAMETERS.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  static String encode(String value) {
    return URLEncoder.encode(value, UTF_8);
  }

  static String decode(String value) {
    try {
      return URLDecoder.decode(value, UTF_8);
    } catch (IllegalArgumentException e) {
      return value; // a lone %
    }
  }

  @Override
  public String toString() {
    return "Form" + parameters.keySet();
  }
}
