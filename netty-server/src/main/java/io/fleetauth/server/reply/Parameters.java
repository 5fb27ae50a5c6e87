// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.reply;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a query and a form body. Reads {@code application/x-www-form-urlencoded} leniently:
 * whatever is not a valid escape stands for itself, because old clients send raw {@code |}, {@code
 * ,} and blanks. Unknown names are kept and ignored.
 */
public final class Parameters {

  private static final int MOST = 200;

  private final Map<String, List<String>> values;

  private Parameters(Map<String, List<String>> values) {
    this.values = values;
  }

  public static Parameters parse(String form) {
    return new Parameters(split(form));
  }

  /** Reads a request: a name that the body has is not looked up in the query. */
  public static Parameters parse(@Nullable String query, byte[] body) {
    var values = split(new String(body, UTF_8));
    if (query != null && !query.isEmpty()) {
      split(query).forEach(values::putIfAbsent);
    }
    return new Parameters(values);
  }

  private static Map<String, List<String>> split(String form) {
    var values = new LinkedHashMap<String, List<String>>();
    int count = 0;
    for (int from = 0; from < form.length(); ) {
      int to = form.indexOf('&', from);
      to = to < 0 ? form.length() : to;
      if (to > from) {
        if (++count > MOST) {
          throw ReplyException.badRequest("too many parameters");
        }
        add(values, form.substring(from, to));
      }
      from = to + 1;
    }
    return values;
  }

  private static void add(Map<String, List<String>> values, String pair) {
    int equals = pair.indexOf('=');
    String name = decode(equals < 0 ? pair : pair.substring(0, equals));
    String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
    values.computeIfAbsent(name, any -> new ArrayList<>(1)).add(value);
  }

  /** Undoes form-urlencoding; {@code %} without two hex digits is kept. */
  public static String decode(String encoded) {
    return decode(encoded, true);
  }

  /** Undoes percent-encoding as in a path, where {@code +} means itself. */
  static String decodePath(String encoded) {
    return decode(encoded, false);
  }

  private static String decode(String encoded, boolean plusIsBlank) {
    if (encoded.indexOf('%') < 0 && (!plusIsBlank || encoded.indexOf('+') < 0)) {
      return encoded;
    }
    byte[] in = encoded.getBytes(UTF_8);
    var out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      int high = in[i] == '%' && i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(in[i + 2], 16) : -1;
      if (low >= 0) {
        out.write(high << 4 | low);
        i += 2;
      } else {
        out.write(plusIsBlank && in[i] == '+' ? ' ' : in[i]);
      }
    }
    return out.toString(UTF_8);
  }

  /**
   * Returns the value, or null when it is absent or empty (RFC 6749 section 3.2 treats both alike).
   * Refuses a repeated parameter with {@code invalid_request}.
   */
  public @Nullable String get(String name) {
    var found = values.get(name);
    if (found == null) {
      return null;
    }
    if (found.size() > 1) {
      throw ReplyException.badRequest(name + " is given more than once");
    }
    return found.get(0).isEmpty() ? null : found.get(0);
  }

  public String get(String name, String otherwise) {
    var value = get(name);
    return value == null ? otherwise : value;
  }

  /** Returns the value, or refuses with {@code invalid_request} naming the parameter. */
  public String require(String name) {
    var value = get(name);
    if (value == null) {
      throw ReplyException.badRequest(name + " is missing");
    }
    return value;
  }

  /** Returns every value of a parameter that may be repeated. */
  public List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  public boolean has(String name) {
    return get(name) != null;
  }

  /** Shows names only: values may be secrets. */
  @Override
  public String toString() {
    return "Parameters" + values.keySet();
  }
}
