// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An access key of a Communication resource. It can be replaced while clients use it: requests
 * under way keep the old key, the next ones are signed with the new. Thread-safe; never shown.
 */
public final class AccessKey {

  private static final String ALGORITHM = "HmacSHA256";

  /** Never used itself: copies of it sign, because looking it up anew costs as much as signing. */
  private volatile Mac keyed;

  private AccessKey(Mac keyed) {
    this.keyed = keyed;
  }

  /**
   * @param base64 the key as the portal shows it
   * @throws IllegalArgumentException when it is not base64, or empty
   */
  public static AccessKey of(String base64) {
    return new AccessKey(keyed(base64));
  }

  /**
   * Signs with another key from now on.
   *
   * @throws IllegalArgumentException when it is not base64, or empty; the old key stays
   */
  public void rotate(String base64) {
    keyed = keyed(base64);
  }

  /** Returns the 32 bytes of HMAC-SHA256. */
  public byte[] sign(String text) {
    try {
      return ((Mac) keyed.clone()).doFinal(text.getBytes(UTF_8));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's HMAC-SHA256 can be copied", e);
    }
  }

  private static Mac keyed(String base64) {
    byte[] key = decoded(requireNonNull(base64, "accessKey").trim());
    if (key.length == 0) {
      throw new IllegalArgumentException("accessKey must not be empty");
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }

  /** The decoder's own message would show a piece of the key. */
  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("accessKey is not base64");
    }
  }

  @Override
  public String toString() {
    return "AccessKey[redacted]";
  }
}
