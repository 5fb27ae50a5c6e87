// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an account. Both are good at once, so that one can be replaced while the other is in
 * use; {@link #toString} shows neither.
 *
 * @param secondary null when there is only one
 */
public record AccessKeys(String primary, @Nullable String secondary) {

  public AccessKeys {
    requireKey(primary, "primary key");
    if (secondary != null) {
      requireKey(secondary, "secondary key");
    }
  }

  private static void requireKey(String key, String name) {
    if (key.isEmpty() || !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("the " + name + " must be ASCII without blanks");
    }
  }

  /** Returns whether it is one of the keys; the time this takes tells nothing about them. */
  public boolean accept(String shown) {
    byte[] digest = digest(shown);
    boolean first = MessageDigest.isEqual(digest, digest(primary));
    boolean second = secondary != null && MessageDigest.isEqual(digest, digest(secondary));
    return first || second;
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Returns the one or two keys, the primary first. */
  public List<String> all() {
    return secondary == null ? List.of(primary) : List.of(primary, secondary);
  }

  @Override
  public String toString() {
    return "AccessKeys[redacted]";
  }
}
