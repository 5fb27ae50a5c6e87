// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps secrets out of messages and logs. What is shown is listed; everything else is a secret, so
 * that a member that nobody thought of does not leak.
 */
final class Redaction {

  static final String REDACTED = "[redacted]";

  static final Set<String> SHOWN_PARAMETERS =
      Set.of(
          ("grant_type client_id scope token_type_hint client_assertion_type redirect_uri"
                  + " requested_token_use")
              .split(" "));

  private static final Set<String> SHOWN_HEADERS =
      Set.of(
          ("accept cache-control client-request-id connection content-length content-type date"
                  + " host pragma retry-after return-client-request-id server transfer-encoding"
                  + " user-agent x-correlation-id x-ms-request-id x-request-id metadata ms-cv"
                  + " x-mrc-cv traceparent x-ms-client-request-id retry-after-ms"
                  + " x-ms-retry-after-ms x-ms-date x-ms-content-sha256 api-supported-versions")
              .split(" "));

  private static final Pattern SHOWN_MEMBERS =
      Pattern.compile(
          "error|error_codes|error_uri|suberror|expires_in|ext_expires_in|refresh_in|interval"
              + "|scope|token_type|verification_ur[il]|timestamp|trace_id|correlation_id|issuer"
              + "|jwks_uri|\\w+_endpoint|\\w+_supported|kty|kid|alg|use");

  private static final ObjectWriter JSON = JsonMapper.shared().writerFor(JsonNode.class);
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+");
  private static final Pattern JWT = Pattern.compile("eyJ[\\w-]+\\.[\\w-]+\\.[\\w.-]*");
  private static final int MAX_WORDS = 300;

  /** Shorter values say nothing, and would blot out ordinary words of a message. */
  static final int SHORTEST_SECRET = 8;

  private Redaction() {}

  /**
   * Returns the server's words without {@code secrets}, JWTs and control characters, and not longer
   * than a message may be.
   */
  static String words(String text, List<String> secrets) {
    String clean = text;
    for (String secret : secrets) {
      clean = secret.isEmpty() ? clean : clean.replace(secret, REDACTED);
    }
    clean = JWT.matcher(clean).replaceAll(REDACTED);
    clean = CONTROLS.matcher(clean).replaceAll(" ").trim();
    return clean.length() <= MAX_WORDS ? clean : clean.substring(0, MAX_WORDS) + "…";
  }

  static String form(Form form) {
    return form.parameters().entrySet().stream()
        .map(entry -> entry.getKey() + "=" + parameter(entry))
        .collect(Collectors.joining("&"));
  }

  static String headers(Iterable<Map.Entry<String, String>> headers) {
    var line = new StringBuilder();
    for (Map.Entry<String, String> header : headers) {
      boolean shown = isShownHeader(header.getKey());
      String value = shown ? words(header.getValue(), List.of()) : REDACTED;
      line.append(line.isEmpty() ? "" : ", ").append(header.getKey()).append(": ").append(value);
    }
    return line.toString();
  }

  static boolean isShownHeader(String name) {
    return SHOWN_HEADERS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Returns the texts in a JSON body that are not to be shown. */
  static List<String> hidden(String json) {
    var all = new ArrayList<String>();
    collect(Members.parse(json), all);
    return all;
  }

  private static void collect(JsonNode node, List<String> hidden) {
    if (node instanceof ArrayNode array) {
      array.forEach(element -> collect(element, hidden));
    } else if (node instanceof ObjectNode object) {
      object.properties().stream()
          .filter(member -> !SHOWN_MEMBERS.matcher(member.getKey()).matches())
          .forEach(member -> collect(member.getValue(), hidden));
    } else if (node.isString() && node.stringValue().length() >= SHORTEST_SECRET) {
      hidden.add(node.stringValue());
    }
  }

  /** Returns a JSON body with secrets redacted, and only the length of any other body. */
  static String body(String body, List<String> secrets) {
    try {
      JsonNode json = Members.parse(body);
      redact(json, secrets);
      return json.isContainer() ? JSON.writeValueAsString(json) : body.length() + " characters";
    } catch (JacksonException e) {
      return body.length() + " characters that are not JSON";
    }
  }

  private static String parameter(Map.Entry<String, String> entry) {
    boolean shown = SHOWN_PARAMETERS.contains(entry.getKey());
    return shown ? words(entry.getValue(), List.of()) : REDACTED;
  }

  private static void redact(JsonNode node, List<String> secrets) {
    if (node instanceof ArrayNode array) {
      array.forEach(element -> redact(element, secrets));
    } else if (node instanceof ObjectNode object) {
      List.copyOf(object.properties()).forEach(member -> redact(object, member, secrets));
    }
  }

  private static void redact(
      ObjectNode object, Map.Entry<String, JsonNode> member, List<String> secrets) {
    String name = member.getKey();
    JsonNode value = member.getValue();
    if (name.equals("error_description")) {
      object.put(name, words(value.asString(""), secrets));
    } else if (SHOWN_MEMBERS.matcher(name).matches()) {
      clean(value, text -> object.put(name, text), secrets);
    } else {
      redactHidden(object, name, value, secrets);
    }
  }

  /** What is shown may still repeat what was sent. */
  private static void clean(JsonNode node, Consumer<String> replacement, List<String> secrets) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
        clean(member.getValue(), text -> object.put(member.getKey(), text), secrets);
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        int index = i;
        clean(array.get(i), text -> array.set(index, text), secrets);
      }
    } else if (node.isString()) {
      replacement.accept(words(node.stringValue(), secrets));
    }
  }

  private static void redactHidden(
      ObjectNode object, String name, JsonNode value, List<String> secrets) {
    if (value.isObject()) {
      redact(value, secrets);
    } else {
      object.put(name, REDACTED);
    }
  }
}
