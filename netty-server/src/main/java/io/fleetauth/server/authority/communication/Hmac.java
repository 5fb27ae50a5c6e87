// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fleetauth.communication.AccessKey;
import io.fleetauth.communication.AccessKeySignature;
import java.security.MessageDigest;

/** Compares hashes and signatures of requests in constant time. */
final class Hmac {

  private Hmac() {}

  static boolean isHashOf(String base64, byte[] body) {
    var expected = AccessKeySignature.contentHash(body);
    return MessageDigest.isEqual(expected.getBytes(US_ASCII), base64.getBytes(US_ASCII));
  }

  static boolean isSignatureOf(byte[] signature, String text, AccessKey key) {
    return MessageDigest.isEqual(key.sign(text), signature);
  }
}
