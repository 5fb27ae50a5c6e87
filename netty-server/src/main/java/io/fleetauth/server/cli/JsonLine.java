// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** One JSON object on one line; members that are {@code null} are left out. */
final class JsonLine {

  private static final ObjectMapper JSON = JsonMapper.shared();

  private final Map<String, Object> members = new LinkedHashMap<>();

  static JsonLine event(String name) {
    return new JsonLine().with("event", name);
  }

  JsonLine with(String name, @Nullable Object value) {
    if (value != null) {
      boolean plain = value instanceof Number || value instanceof Boolean;
      members.put(name, plain ? value : value.toString());
    }
    return this;
  }

  @Override
  public String toString() {
    return JSON.writeValueAsString(members);
  }
}
