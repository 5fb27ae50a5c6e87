// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** What an access key signs of a request, for those who sign and those who verify. */
public final class AccessKeySignature {

  /** The scheme of the {@code Authorization} header. */
  public static final String SCHEME = "HMAC-SHA256";

  /** The headers that are signed, in their order. */
  public static final String SIGNED_HEADERS = "x-ms-date;host;x-ms-content-sha256";

  private AccessKeySignature() {}

  /** Returns the value of {@code x-ms-content-sha256}: base64 of the hash of the whole body. */
  public static String contentHash(byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      return new String(Base64.getEncoder().encode(hash), StandardCharsets.ISO_8859_1);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Returns the text to sign.
   *
   * @param target path and query as they are sent, percent-encoded
   * @param date the header {@code x-ms-date}
   * @param host the header {@code Host}
   * @param contentHash the header {@code x-ms-content-sha256}
   */
  public static String stringToSign(
      String method, String target, String date, String host, String contentHash) {
    return method + "\n" + target + "\n" + date + ";" + host + ";" + contentHash;
  }
}
