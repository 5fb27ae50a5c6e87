// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads refresh tokens: family, generation, and a MAC over both, so that nobody can name
 * a family without having had one of its tokens (RFC 9700 section 4.14.2), and no token need be
 * kept. Thread-safe.
 */
final class RefreshTokens {

  static final int KEY_BYTES = 32;
  static final int FAMILY_BYTES = 16;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int MAC_BYTES = 32;
  private static final int LENGTH = FAMILY_BYTES + Integer.BYTES + MAC_BYTES;

  /** What a genuine token names. */
  record Name(String family, int generation) {}

  private final SecretKeySpec key;

  RefreshTokens(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  String token(String family, int generation) {
    var token = ByteBuffer.allocate(LENGTH);
    token.put(HexFormat.of().parseHex(family)).putInt(generation);
    token.put(mac(family, generation));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
  }

  /** Returns null for what is not one of our tokens. */
  @Nullable Name read(String token) {
    try {
      var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
      if (bytes.remaining() != LENGTH) {
        return null;
      }
      var family = new byte[FAMILY_BYTES];
      var mac = new byte[MAC_BYTES];
      bytes.get(family);
      var name = new Name(HexFormat.of().formatHex(family), bytes.getInt());
      bytes.get(mac);
      return MessageDigest.isEqual(mac, mac(name.family(), name.generation())) ? name : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private byte[] mac(String family, int generation) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal((family + "." + generation).getBytes(US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }
}
