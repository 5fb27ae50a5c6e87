// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import java.util.Base64;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Random codes and tokens. Uses the generator on the thread of the caller. */
final class Codes {

  /** Twenty consonants: no words, no look-alikes; RFC 8628 section 6.1. */
  private static final String ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";

  private static final int USER_CODE_LENGTH = 8;
  private static final int SECRET_BYTES = 32;

  private final RandomGenerator random;

  /**
   * @param random cryptographically strong
   */
  Codes(RandomGenerator random) {
    this.random = random;
  }

  /** Returns 256 random bits in base64url. */
  String secret() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(SECRET_BYTES));
  }

  byte[] bytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Returns eight letters, 34.5 bits. */
  String userCode() {
    var code = new StringBuilder(USER_CODE_LENGTH);
    for (int i = 0; i < USER_CODE_LENGTH; i++) {
      code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return code.toString();
  }

  /** Returns what a person typed as {@link #userCode} made it: without case, dashes, blanks. */
  static String normalized(String typed) {
    var code = new StringBuilder(USER_CODE_LENGTH);
    typed
        .toUpperCase(Locale.ROOT)
        .chars()
        .filter(c -> ALPHABET.indexOf(c) >= 0)
        .limit(USER_CODE_LENGTH + 1L)
        .forEach(c -> code.append((char) c));
    return code.toString();
  }

  /** Returns the code in two groups, as it is shown. */
  static String shown(String userCode) {
    int half = userCode.length() / 2;
    return userCode.substring(0, half) + "-" + userCode.substring(half);
  }
}
