// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.fleetauth.session.SealException.Reason;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Seals sessions as JWE in compact form (RFC 7516) with {@code dir} and {@code A256GCM}. The
 * protected header names the key ({@code kid}) and whose record it is ({@code reg}, {@code dev}),
 * so that GCM authenticates both.
 *
 * <p>Put together here because a general JOSE library takes three times as long for each token
 * write and read; the tests let one open and write the same records.
 */
public final class JweSessionSealer implements SessionSealer {

  private static final int IV_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private final KeyRing keys;

  /** First bytes of each IV, and the counter in the others, both random at the start. */
  private final int ivPrefix;

  private final AtomicLong ivCounter;

  /** Reads the system's randomness, so make it at start and not on an event loop. */
  public JweSessionSealer(KeyRing keys) {
    this.keys = requireNonNull(keys, "keys");
    var random = new SecureRandom();
    this.ivPrefix = random.nextInt();
    this.ivCounter = new AtomicLong(random.nextLong());
  }

  @Override
  public String seal(SessionKey key, DeviceSession session) {
    String header = ENCODER.encodeToString(header(key));
    byte[] iv = nextIv();
    byte[] sealed = encrypt(header, iv, SessionCodec.encode(session));
    int length = sealed.length - TAG_BYTES;
    return String.join(
        ".",
        header,
        "", // dir has no encrypted key
        ENCODER.encodeToString(iv),
        ENCODER.encodeToString(Arrays.copyOf(sealed, length)),
        ENCODER.encodeToString(Arrays.copyOfRange(sealed, length, sealed.length)));
  }

  private byte[] header(SessionKey key) {
    return JSON.writeValueAsBytes(
        JsonNodeFactory.instance
            .objectNode()
            .put("alg", "dir")
            .put("enc", "A256GCM")
            .put("kid", keys.activeKid())
            .put("reg", key.registration())
            .put("dev", key.device().value()));
  }

  /** Never gives the same twice, and asks the operating system for nothing, which might block. */
  private byte[] nextIv() {
    return ByteBuffer.allocate(IV_BYTES)
        .putInt(ivPrefix)
        .putLong(ivCounter.getAndIncrement())
        .array();
  }

  private byte[] encrypt(String header, byte[] iv, byte[] content) {
    SecretKey secret = requireNonNull(keys.secret(keys.activeKid()), "the active key");
    try {
      return cipher(Cipher.ENCRYPT_MODE, secret, iv, header).doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  @Override
  public DeviceSession open(SessionKey key, String sealed) {
    String[] parts = sealed.split("\\.", -1);
    if (parts.length != 5 || !parts[1].isEmpty()) {
      throw malformed(key);
    }
    String kid = checkedKid(key, parse(key, parts[0]));
    byte[] iv = decode(key, parts[2]);
    byte[] content = decode(key, parts[3]);
    byte[] tag = decode(key, parts[4]);
    if (iv.length != IV_BYTES || tag.length != TAG_BYTES) {
      throw malformed(key);
    }
    return SessionCodec.decode(key, decrypt(key, kid, parts[0], iv, joined(content, tag)));
  }

  private static JsonNode parse(SessionKey key, String header) {
    try {
      return JSON.readTree(decode(key, header));
    } catch (JacksonException e) {
      throw malformed(key);
    }
  }

  /** Returns the key id of a header that is ours and this record's. */
  private static String checkedKid(SessionKey key, JsonNode header) {
    if (!is("dir", header, "alg") || !is("A256GCM", header, "enc") || header.has("crit")) {
      throw malformed(key);
    }
    if (!is(key.registration(), header, "reg") || !is(key.device().value(), header, "dev")) {
      throw new SealException(
          Reason.MOVED, "the record of " + key + " was sealed for another device or registration");
    }
    return header.path("kid").asString("");
  }

  private static boolean is(String expected, JsonNode header, String name) {
    return expected.equals(header.path(name).asString(""));
  }

  private static byte[] decode(SessionKey key, String part) {
    try {
      return DECODER.decode(part.getBytes(UTF_8));
    } catch (IllegalArgumentException e) {
      throw malformed(key);
    }
  }

  private static byte[] joined(byte[] content, byte[] tag) {
    return ByteBuffer.allocate(content.length + tag.length).put(content).put(tag).array();
  }

  private byte[] decrypt(SessionKey key, String kid, String header, byte[] iv, byte[] sealed) {
    SecretKey secret = keys.secret(kid);
    if (secret == null) {
      throw new SealException(
          Reason.UNKNOWN_KEY, "the record of " + key + " needs key " + kid + ", which is not here");
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, secret, iv, header).doFinal(sealed);
    } catch (GeneralSecurityException e) {
      throw new SealException(
          Reason.ALTERED,
          "the record of " + key + " does not open with key " + kid + ": altered, or not that key");
    }
  }

  private static Cipher cipher(int mode, SecretKey secret, byte[] iv, String header)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, secret, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, iv));
    cipher.updateAAD(header.getBytes(US_ASCII));
    return cipher;
  }

  private static SealException malformed(SessionKey key) {
    return new SealException(Reason.MALFORMED, "the record of " + key + " is no sealed session");
  }
}
