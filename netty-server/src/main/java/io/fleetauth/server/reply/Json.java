// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.reply;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** JSON as it goes over the wire. All methods are pure and thread-safe. */
public final class Json {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final TypeReference<LinkedHashMap<String, Object>> OBJECT =
      new TypeReference<>() {};

  private Json() {}

  /** Returns the UTF-8 bytes of a record, map, list or scalar. */
  public static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /** Reads a JSON object into a map; refuses anything else with 400 {@code invalid_request}. */
  public static Map<String, Object> object(byte[] body) {
    try {
      return MAPPER.readValue(body, OBJECT);
    } catch (JacksonException e) {
      throw ReplyException.badRequest("the body is not a JSON object");
    }
  }

  /** Binds a JSON body to {@code type}; refuses what does not fit with 400. */
  public static <T> T value(byte[] body, Class<T> type) {
    try {
      return MAPPER.readValue(body, type);
    } catch (JacksonException e) {
      throw ReplyException.badRequest("the body does not describe a " + type.getSimpleName());
    }
  }
}
