// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.util.Map;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Writes JSON. */
final class Json {

  /** Bound to its type here: the first use of a mapper takes a lock, which may park event loops. */
  private static final ObjectWriter OBJECTS = JsonMapper.shared().writerFor(Map.class);

  private Json() {}

  static String write(Map<String, ?> members) {
    return OBJECTS.writeValueAsString(members);
  }
}
