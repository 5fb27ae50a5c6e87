// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.session.SecretHash;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The two secrets that the gateway gives a device, and what is stored of them. Both have 256 random
 * bits and are bound to the client id that asked: the stored hash of a device code covers the
 * client id, and a handle ends with a tag of it. So nothing but the hashes has to be kept.
 */
final class DeviceSecrets {

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String CODE_PREFIX = "fdc_";
  private static final String HANDLE_PREFIX = "fsh_";
  private static final byte[] HANDLE_LABEL = "fleetauth-session-handle".getBytes(UTF_8);
  private static final int CODE_BYTES = 32;

  private static final int TAG_BYTES = 12;
  private static final int HANDLE_LENGTH = HANDLE_PREFIX.length() + 43 + 1 + 16;

  private final RandomGenerator random;

  /**
   * @param random {@link #seeded} outside of tests
   */
  DeviceSecrets(RandomGenerator random) {
    this.random = random;
  }

  /** Returns a generator that is seeded now and does not read from the system on event loops. */
  static SecureRandom seeded() {
    try {
      var random = SecureRandom.getInstance("DRBG");
      random.nextBytes(new byte[1]);
      return random;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has a DRBG", e);
    }
  }

  String newDeviceCode() {
    var bytes = new byte[CODE_BYTES];
    random.nextBytes(bytes);
    return CODE_PREFIX + BASE64.encodeToString(bytes);
  }

  /** Returns what the session is found by when {@code clientId} presents the code. */
  static SecretHash codeHash(String deviceCode, String clientId) {
    return SecretHash.of(deviceCode + ' ' + clientId);
  }

  /**
   * Returns the handle that this code is redeemed for: always the same one, so that a device whose
   * answer was lost may ask again.
   */
  static String handle(String deviceCode, String clientId) {
    byte[] mac = hmac(deviceCode.getBytes(UTF_8), HANDLE_LABEL);
    return HANDLE_PREFIX + BASE64.encodeToString(mac) + '.' + tag(clientId);
  }

  static SecretHash handleHash(String handle) {
    return SecretHash.of(handle);
  }

  /** Returns whether it has the form of a handle; spares the store a look-up of nonsense. */
  static boolean isHandle(String token) {
    return token.length() == HANDLE_LENGTH && token.startsWith(HANDLE_PREFIX);
  }

  /** Returns whether the handle was given to {@code clientId}, RFC 6749 section 6. */
  static boolean isBound(String handle, String clientId) {
    return handle.endsWith(tag(clientId));
  }

  private static String tag(String clientId) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(clientId.getBytes(UTF_8));
      return BASE64.encodeToString(Arrays.copyOf(digest, TAG_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }
}
