// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * {@code endpoint=https://…;accesskey=…} in any order and case, blanks around names and values left
 * out; other names are passed over. Messages name a part by its place, because it may be the key.
 */
record ConnectionString(URI endpoint, AccessKey accessKey) {

  private static final String NAME = "connectionString";
  private static final String ENDPOINT = "endpoint";
  private static final String ACCESS_KEY = "accesskey";

  static ConnectionString parse(String text) {
    Map<String, String> values = values(requireNonNull(text, NAME).trim());
    return new ConnectionString(
        uri(required(values, ENDPOINT)), AccessKey.of(required(values, ACCESS_KEY)));
  }

  private static Map<String, String> values(String text) {
    if (text.isEmpty()) {
      throw wrong("must not be empty");
    }
    String whole = text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
    var values = new HashMap<String, String>();
    int place = 0;
    for (String part : whole.split(";", -1)) {
      place++;
      add(values, part, "part " + place);
    }
    return values;
  }

  private static void add(Map<String, String> values, String part, String place) {
    int equals = part.indexOf('=');
    if (part.isBlank()) {
      throw wrong(place + " is empty");
    }
    if (equals < 0) {
      throw wrong(place + " is not name=value");
    }
    String name = part.substring(0, equals).trim().toLowerCase(Locale.ROOT);
    String value = part.substring(equals + 1).trim();
    if (name.isEmpty()) {
      throw wrong(place + " has no name");
    }
    if (value.isEmpty()) {
      throw wrong(place + " has no value");
    }
    if (values.put(name, value) != null) {
      throw wrong(place + " repeats a name");
    }
  }

  private static String required(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw wrong("has no " + name);
    }
    return value;
  }

  private static URI uri(String value) {
    try {
      return new URI(value);
    } catch (URISyntaxException e) {
      throw wrong("endpoint is not a URL");
    }
  }

  private static IllegalArgumentException wrong(String problem) {
    return new IllegalArgumentException(NAME + " " + problem);
  }

  /** Does not show the key. */
  @Override
  public String toString() {
    return "ConnectionString[" + endpoint + "]";
  }
}
