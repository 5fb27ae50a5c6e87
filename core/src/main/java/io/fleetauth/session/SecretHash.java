// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * SHA-256 of a secret that a device holds (a gateway's device code or session handle): what is
 * stored and looked up instead of it. Plain SHA-256 is enough because the secrets have 256 random
 * bits.
 *
 * @param value base64url without padding
 */
public record SecretHash(String value) {

  public SecretHash {
    requireNonNull(value, "value");
  }

  public static SecretHash of(String secret) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
      return new SecretHash(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
