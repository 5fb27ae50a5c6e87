// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Keeps secrets out of JSON bodies by the rule of {@link Redaction}: what is shown is listed. */
final class JsonRedaction {

  private static final Pattern SHOWN_MEMBERS =
      Pattern.compile(
          "error|error_codes|error_description|error_uri|suberror|expires_in|ext_expires_in"
              + "|refresh_in|interval|scope|token_type|verification_ur[il]|timestamp|trace_id"
              + "|correlation_id|issuer|jwks_uri|\\w+_endpoint|\\w+_supported|kty|kid|alg|use");

  /** In an object that describes an error. */
  private static final Set<String> SHOWN_OF_ERRORS =
      Set.of("code", "message", "target", "innererror", "correlationId");

  private static final ObjectWriter JSON = JsonMapper.shared().writerFor(JsonNode.class);

  private JsonRedaction() {}

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
    } else if (node.isString() && node.stringValue().length() >= Redaction.SHORTEST_SECRET) {
      hidden.add(node.stringValue());
    }
  }

  /** Returns a JSON body with secrets redacted, and only the length of any other body. */
  static String body(String body, List<String> secrets) {
    try {
      JsonNode json = Members.parse(body);
      return json.isContainer()
          ? JSON.writeValueAsString(shown(json, secrets, false))
          : body.length() + " characters";
    } catch (JacksonException e) {
      return body.length() + " characters that are not JSON";
    }
  }

  /**
   * @param error whether it describes an error
   */
  private static JsonNode shown(JsonNode node, List<String> secrets, boolean error) {
    if (node instanceof ArrayNode array) {
      ArrayNode elements = JsonNodeFactory.instance.arrayNode();
      array.forEach(element -> elements.add(shown(element, secrets, error)));
      return elements;
    }
    if (node instanceof ObjectNode object) {
      ObjectNode members = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        members.set(member.getKey(), shown(member, secrets, error));
      }
      return members;
    }
    return node.isString()
        ? JsonNodeFactory.instance.stringNode(Redaction.words(node.stringValue(), secrets))
        : node;
  }

  private static JsonNode shown(
      Map.Entry<String, JsonNode> member, List<String> secrets, boolean error) {
    String name = member.getKey();
    JsonNode value = member.getValue();
    boolean listed =
        SHOWN_MEMBERS.matcher(name).matches() || (error && SHOWN_OF_ERRORS.contains(name));
    return listed || value.isObject()
        ? shown(value, secrets, error || name.equals("error"))
        : JsonNodeFactory.instance.stringNode(Redaction.REDACTED);
  }
}
