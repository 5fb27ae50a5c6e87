// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.recordings;

import io.fleetauth.recordings.Recorded.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the formats of recordings: the test proxy's ({@code Entries}), the older one of Java
 * ({@code networkCallRecords}) and that of nock ({@code .js}).
 */
final class RecordingReader {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final Set<String> FRAMING =
      Set.of("content-length", "transfer-encoding", "connection", "content-encoding");

  /** In Java's format these are among the headers of the response. */
  private static final Set<String> NO_HEADERS = Set.of("statuscode", "body");

  private RecordingReader() {}

  static Recording read(Path file) {
    String name = file.getFileName().toString();
    return new Recording(name, name.endsWith(".js") ? NockReader.read(text(file)) : json(file));
  }

  private static List<Recorded> json(Path file) {
    JsonNode root = JSON.readTree(text(file));
    JsonNode entries = root.get("Entries");
    if (entries != null) {
      return entries.valueStream().map(RecordingReader::entry).toList();
    }
    JsonNode calls = root.get("networkCallRecords");
    if (calls == null) {
      throw new AssertionError("a format that nobody knows: " + file);
    }
    return calls.valueStream().map(RecordingReader::call).toList();
  }

  private static Recorded entry(JsonNode entry) {
    return new Recorded(
        entry.get("RequestMethod").stringValue(),
        URI.create(entry.get("RequestUri").stringValue()),
        first(headers(entry.get("RequestHeaders"))),
        body(entry.get("RequestBody")),
        new Answer(
            entry.get("StatusCode").intValue(),
            headers(entry.get("ResponseHeaders")),
            body(entry.get("ResponseBody"))));
  }

  private static Recorded call(JsonNode call) {
    JsonNode response = call.get("Response");
    JsonNode body = response.get("Body");
    return new Recorded(
        call.get("Method").stringValue(),
        URI.create(call.get("Uri").stringValue()),
        first(headers(call.get("Headers"))),
        "",
        new Answer(
            Integer.parseInt(response.get("StatusCode").stringValue()),
            headers(response),
            body == null ? "" : body(body)));
  }

  static Map<String, List<String>> headers(JsonNode headers) {
    var all = new TreeMap<String, List<String>>();
    for (Map.Entry<String, JsonNode> header : headers.properties()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!FRAMING.contains(name) && !NO_HEADERS.contains(name)) {
        all.put(name, values(header.getValue()));
      }
    }
    return all;
  }

  private static List<String> values(JsonNode value) {
    return value.isArray()
        ? value.valueStream().map(JsonNode::asString).toList()
        : List.of(value.asString());
  }

  private static Map<String, String> first(Map<String, List<String>> headers) {
    var all = new TreeMap<String, String>();
    headers.forEach((name, values) -> all.put(name, String.join(" ", values)));
    return all;
  }

  private static String body(JsonNode body) {
    if (body.isNull()) {
      return "";
    }
    return body.isString() ? body.stringValue() : body.toString();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
