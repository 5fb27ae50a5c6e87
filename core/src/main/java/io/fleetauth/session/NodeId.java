// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Objects.requireNonNull;

import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Names one opening of a session store by one process; a process that starts again has another one.
 * No secret, it appears in logs.
 *
 * @param value 1 to 64 letters, digits, {@code -} and {@code _}
 */
public record NodeId(String value) {

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  public NodeId {
    if (!VALID.matcher(requireNonNull(value, "value")).matches()) {
      throw new IllegalArgumentException("node id must be 1 to 64 letters, digits, '-' or '_'");
    }
  }

  /** Makes an id with 96 random bits. */
  public static NodeId generate(RandomGenerator random) {
    var bytes = new byte[12];
    random.nextBytes(bytes);
    return new NodeId(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  @Override
  public String toString() {
    return value;
  }
}
