// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares what was sent with what was recorded. A sanitized value stands for any value; escapes
 * and the order of parameters and of JSON members do not matter.
 */
public final class SameRequest {

  private final Recorded recorded;
  private final Sent sent;

  private SameRequest(Recorded recorded, Sent sent) {
    this.recorded = recorded;
    this.sent = sent;
  }

  /** Compares method, host, path and query. */
  public static SameRequest of(Recorded recorded, Sent sent) {
    URI uri = recorded.uri();
    URI target = URI.create(sent.target());
    assertThat(sent.method()).as("method of %s", recorded).isEqualTo(recorded.method());
    assertThat(sent.headers().get("host"))
        .as("host of %s", recorded)
        .isEqualToIgnoringCase(uri.getRawAuthority());
    assertThat(segments(target, segments(uri, null)))
        .as("path of %s", recorded)
        .isEqualTo(segments(uri, null));
    assertThat(target.getRawQuery() == null ? Map.of() : form(target.getRawQuery()))
        .as("query of %s", recorded)
        .isEqualTo(uri.getRawQuery() == null ? Map.of() : form(uri.getRawQuery()));
    return new SameRequest(recorded, sent);
  }

  /** Compares headers that were recorded; of a content type only the media type. */
  public SameRequest headers(String... names) {
    for (String name : names) {
      String expected = recorded.headers().get(name);
      String actual = sent.headers().get(name);
      if (expected == null || Recorded.isSanitized(expected)) {
        assertThat(actual == null)
            .as("%s of %s is there", name, recorded)
            .isEqualTo(expected == null);
      } else {
        assertThat(media(actual)).as("%s of %s", name, recorded).isEqualTo(media(expected));
      }
    }
    return this;
  }

  /** Compares the bodies as JSON; none is as good as an empty object. */
  public SameRequest json() {
    String path = same(json(recorded.body()), json(sent.body()), "$");
    assertThat(path)
        .as("body of %s: recorded %s, sent %s", recorded, recorded.body(), sent.body())
        .isNull();
    return this;
  }

  /**
   * Compares the bodies as forms.
   *
   * @param left names of recorded parameters that a client need not send
   * @param more names that our client sends besides
   */
  public SameRequest form(Predicate<String> left, Set<String> more) {
    Map<String, String> expected = form(recorded.body());
    Map<String, String> actual = form(sent.body());
    expected.keySet().removeIf(left);
    assertThat(actual.keySet()).as("extra parameters of %s", recorded).containsAll(more);
    actual.keySet().removeAll(more);
    expected.replaceAll((name, value) -> known(value, actual.get(name)));
    assertThat(actual).as("body of %s", recorded).isEqualTo(expected);
    return this;
  }

  private static String known(String expected, @Nullable String actual) {
    return Recorded.isSanitized(expected) && actual != null ? actual : expected;
  }

  /** Returns the decoded segments; where {@code pattern} is sanitized, that word. */
  private static List<String> segments(URI uri, @Nullable List<String> pattern) {
    String[] segments = uri.getRawPath().split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean any = pattern != null && i < pattern.size() && Recorded.isSanitized(pattern.get(i));
      segments[i] = any ? pattern.get(i) : decode(segments[i].replace("+", "%2B"));
    }
    return Arrays.asList(segments);
  }

  private static Map<String, String> form(String text) {
    var all = new TreeMap<String, String>();
    for (String pair : text.split("&")) {
      String[] parts = pair.split("=", 2);
      String before = all.put(decode(parts[0]), decode(parts[1]));
      assertThat(before).as("%s occurs once in %s", parts[0], text).isNull();
    }
    return all;
  }

  private static String decode(String value) {
    return URLDecoder.decode(value, StandardCharsets.UTF_8);
  }

  private static @Nullable String media(@Nullable String value) {
    return value == null ? null : value.split(";")[0].trim().toLowerCase(Locale.ROOT);
  }

  private static JsonNode json(String body) {
    return JsonMapper.shared().readTree(body.isBlank() ? "{}" : body);
  }

  /** Returns where the two differ, or {@code null}. */
  private static @Nullable String same(JsonNode expected, @Nullable JsonNode actual, String path) {
    if (actual == null || expected.getNodeType() != actual.getNodeType()) {
      return path;
    }
    if (expected.isString() && Recorded.isSanitized(expected.stringValue())) {
      return null;
    }
    if (!expected.isContainer()) {
      return expected.equals(actual) ? null : path;
    }
    return expected.size() != actual.size() ? path : sameElements(expected, actual, path);
  }

  private static @Nullable String sameElements(JsonNode expected, JsonNode actual, String path) {
    for (Map.Entry<String, JsonNode> member : expected.properties()) {
      String name = member.getKey();
      String at = same(member.getValue(), actual.get(name), path + "." + name);
      if (at != null) {
        return at;
      }
    }
    Iterator<JsonNode> others = actual.iterator();
    int index = 0;
    for (JsonNode element : expected.isArray() ? expected : List.<JsonNode>of()) {
      String at = same(element, others.next(), path + "[" + index++ + "]");
      if (at != null) {
        return at;
      }
    }
    return null;
  }
}
