// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.recordings;

import io.fleetauth.recordings.Recorded.Answer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the JavaScript that nock writes; request headers are not in it, nor is a query. */
final class NockReader {

  private static final Pattern CALL =
      Pattern.compile(
          "nock\\('(?<origin>[^']+)'.*?\\R"
              + "\\s*\\.(?<method>\\w+)\\('(?<path>[^']*)'(, [\"'](?<body>.*)[\"'])?\\)\\R"
              + "(\\s*\\.query\\(.*\\)\\R)?"
              + "\\s*\\.reply\\((?<status>\\d+), (?<answer>.*), \\[\\R(?<headers>(.*\\R)*?)\\]\\);");

  private static final Pattern HEADER = Pattern.compile("'(?<name>.*)',\\R\\s*'(?<value>.*)'");

  private NockReader() {}

  static List<Recorded> read(String script) {
    var all = new ArrayList<Recorded>();
    Matcher call = CALL.matcher(script);
    while (call.find()) {
      all.add(recorded(call));
    }
    if (all.size() != script.split("\nnock\\(", -1).length - 1) {
      throw new AssertionError("not each call was understood: " + all);
    }
    return all;
  }

  private static Recorded recorded(Matcher call) {
    String answer = call.group("answer");
    String body = call.group("body");
    return new Recorded(
        call.group("method").toUpperCase(Locale.ROOT),
        URI.create(call.group("origin").replace(":443", "") + call.group("path")),
        Map.of(),
        body == null ? "" : body,
        new Answer(
            Integer.parseInt(call.group("status")),
            headers(call.group("headers")),
            answer.equals("\"\"") ? "" : answer));
  }

  private static Map<String, List<String>> headers(String lines) {
    var all = new TreeMap<String, List<String>>();
    Matcher header = HEADER.matcher(lines);
    while (header.find()) {
      String name = header.group("name").toLowerCase(Locale.ROOT);
      if (!name.equals("content-length")) {
        all.computeIfAbsent(name, key -> new ArrayList<>()).add(header.group("value"));
      }
    }
    return all;
  }
}
