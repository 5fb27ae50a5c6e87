// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One durable record. Of two rows with the same kind and id the one with the higher version stays,
 * in whatever order they are written.
 *
 * @param json null marks it as removed
 */
record Row(Kind kind, String id, long version, @Nullable String json) {

  /** What a row describes. */
  enum Kind {
    KEY,
    DEVICE_GRANT,
    CODE_GRANT,
    REFRESH_FAMILY,
    ACCESS_TOKEN,
    REVOKED_TOKEN,
    DISABLED_USER,
    SERVICE_KEY,
    COMMUNICATION_IDENTITY
  }

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  static Row of(Kind kind, String id, long version, Object value) {
    return new Row(kind, id, version, MAPPER.writeValueAsString(value));
  }

  static Row removed(Kind kind, String id, long version) {
    return new Row(kind, id, version, null);
  }

  /** Reads the record; fails on one that a foreign version wrote. */
  <T> T value(Class<T> type) {
    return MAPPER.readValue(json == null ? "null" : json, type);
  }

  /** Does not show the content. */
  @Override
  public String toString() {
    return "Row[" + kind + " version " + version + "]";
  }
}
