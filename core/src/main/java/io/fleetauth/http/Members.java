// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.oauth.MalformedResponseException;
import java.net.URI;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members of a JSON answer, checked one by one. Errors name the answer and the member, never a
 * value; Jackson's own messages quote the body, so they are not kept as a cause. Not for changing.
 */
public final class Members {

  /** Bound to its type here: the first use of a mapper takes a lock, which may park event loops. */
  private static final ObjectReader JSON = JsonMapper.shared().readerFor(JsonNode.class);

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,300}(\\.\\d+)?([eE][+-]?\\d+)?");

  /** The characters of tokens and codes, RFC 6749 appendix A. */
  private static final Pattern VISIBLE = Pattern.compile("[\\x20-\\x7E]+");

  private final String label;
  private final ObjectNode object;

  /**
   * @param label what the answer is called in errors
   * @param object the answer
   */
  private Members(String label, ObjectNode object) {
    this.label = label;
    this.object = object;
  }

  /** Reads the body, whatever its content type says. */
  static Members of(HttpAnswer answer) {
    return of(answer.label(), answer.body());
  }

  /**
   * Reads a JSON object that came otherwise than by HTTP.
   *
   * @param label what the text is called in errors
   * @throws MalformedResponseException when it is none
   */
  public static Members of(String label, String text) {
    if (text.isBlank()) {
      throw new MalformedResponseException(label + " is empty");
    }
    try {
      if (parse(text) instanceof ObjectNode object) {
        return new Members(label, object);
      }
    } catch (JacksonException e) {
      throw new MalformedResponseException(label + " is not JSON");
    }
    throw new MalformedResponseException(label + " is not a JSON object");
  }

  static JsonNode parse(String json) {
    return JSON.readValue(json);
  }

  /** Returns a string of visible characters, not blank. */
  public String required(String name) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      throw malformed(name, "is missing");
    }
    if (!value.isString() || value.stringValue().isBlank()) {
      throw malformed(name, "is not a string or empty");
    }
    if (!VISIBLE.matcher(value.stringValue()).matches()) {
      throw malformed(name, "has characters that it may not have");
    }
    return value.stringValue();
  }

  /** Returns a string that is not blank, or {@code null} when there is none. */
  public @Nullable String text(String name) {
    JsonNode value = object.get(name);
    boolean present = value != null && value.isString() && !value.stringValue().isBlank();
    return present ? value.stringValue() : null;
  }

  /** Like {@link #text}; also {@code null} when it has other than visible characters. */
  @Nullable String visible(String name) {
    String value = text(name);
    return value != null && VISIBLE.matcher(value).matches() ? value : null;
  }

  /** Returns a number, or a string that looks like one; {@code null} when there is neither. */
  public @Nullable Double number(String name) {
    JsonNode value = object.get(name);
    if (value == null || !(value.isNumber() || value.isString())) {
      return null;
    }
    String text = value.asString().trim();
    return NUMBER.matcher(text).matches() ? Double.valueOf(text) : null;
  }

  /** Returns an absolute http(s) URL to show to a person. */
  URI shownUri(String name) {
    URI uri = uri(name, required(name));
    if (!Origins.isWeb(uri)) {
      throw malformed(name, "is not an absolute http(s) URL");
    }
    return uri;
  }

  /** Returns an address to send requests to. */
  URI endpoint(String name) {
    URI uri = uri(name, required(name));
    String objection = Origins.objection(uri);
    if (objection != null) {
      throw malformed(name, objection);
    }
    return uri;
  }

  @Nullable URI optionalEndpoint(String name) {
    return text(name) == null ? null : endpoint(name);
  }

  /** Returns the object of that name, or {@code null} when there is none. */
  public @Nullable Members object(String name) {
    return object.get(name) instanceof ObjectNode inner
        ? new Members(label + ": " + name, inner)
        : null;
  }

  /** Returns the object of that name. */
  public Members requiredObject(String name) {
    Members inner = object(name);
    if (inner == null) {
      throw malformed(name, object.has(name) ? "is not an object" : "is missing");
    }
    return inner;
  }

  /** Returns the objects of an array; empty when there is none. */
  public List<Members> objects(String name) {
    return elements(name, ObjectNode.class::isInstance)
        .map(element -> new Members(label + ": " + name, (ObjectNode) element))
        .toList();
  }

  /** Returns the strings of an array; empty when there is none. */
  public List<String> texts(String name) {
    return elements(name, JsonNode::isString).map(JsonNode::stringValue).toList();
  }

  private Stream<JsonNode> elements(String name, Predicate<JsonNode> wanted) {
    return object.get(name) instanceof ArrayNode array
        ? array.valueStream().filter(wanted)
        : Stream.empty();
  }

  /** Returns the error that says what is wrong with the member. */
  public MalformedResponseException malformed(String name, String problem) {
    return new MalformedResponseException(label + ": " + name + " " + problem);
  }

  private URI uri(String name, String value) {
    try {
      return URI.create(value);
    } catch (IllegalArgumentException e) {
      throw malformed(name, "is not a URL");
    }
  }

  @Override
  public String toString() {
    return label;
  }
}
