// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.oauth.MalformedResponseException;
import java.io.ByteArrayOutputStream;

/** Gathers a body up to a limit. Not thread-safe: one per answer. */
final class BoundedBody {

  private final String label;
  private final int limit;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  BoundedBody(String label, int limit) {
    this.label = label;
    this.limit = limit;
  }

  void add(byte[] more) {
    if (more.length > limit - bytes.size()) {
      throw new MalformedResponseException(label + " is longer than " + limit + " bytes");
    }
    bytes.writeBytes(more);
  }

  String text() {
    return bytes.toString(UTF_8);
  }
}
