// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.util.ByteArrayBuilder;

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
  private static final int PARTS = 5;
  private static final byte DOT = '.';
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private final SealingKeys keys;

  /** First bytes of each IV, and the counter in the others, both random at the start. */
  private final int ivPrefix;

  private final AtomicLong ivCounter;

  /** Reads the system's randomness, so make it at start and not on an event loop. */
  public JweSessionSealer(SealingKeys keys) {
    this.keys = requireNonNull(keys, "keys");
    var random = new SecureRandom();
    this.ivPrefix = random.nextInt();
    this.ivCounter = new AtomicLong(random.nextLong());
  }

  @Override
  public String seal(SessionKey key, DeviceSession session) {
    return seal(keys.ring(), key, SessionCodec.encode(session));
  }

  private String seal(KeyRing ring, SessionKey key, byte[] session) {
    byte[] header = ENCODER.encode(header(ring, key));
    byte[] iv = nextIv();
    byte[] sealed = encrypt(ring, header, iv, session);
    int length = sealed.length - TAG_BYTES;
    byte[] content = ENCODER.encode(Arrays.copyOf(sealed, length));
    byte[] tag = ENCODER.encode(Arrays.copyOfRange(sealed, length, sealed.length));
    return compact(header, ENCODER.encode(iv), content, tag);
  }

  /**
   * Returns the record sealed with the key that seals now, or {@code null} when it is already. What
   * it holds stays to the byte, also what only a newer Fleetauth understands. Throws {@link
   * SealException} like {@link #open}.
   */
  public @Nullable String resealed(SessionKey key, String sealed) {
    KeyRing ring = keys.ring();
    return ring.activeKid().equals(kid(key, sealed)) ? null : seal(ring, key, content(key, sealed));
  }

  /**
   * Returns the id of the key that a record needs. Throws {@link SealException} when it is no
   * record of {@code key}; whether it opens is not looked at.
   */
  public static String kid(SessionKey key, String sealed) {
    return checkedKid(key, parse(key, parts(key, sealed)[0]));
  }

  /** RFC 7516 section 7.1; {@code dir} has no encrypted key. */
  private static String compact(byte[] header, byte[] iv, byte[] content, byte[] tag) {
    var all = ByteBuffer.allocate(header.length + iv.length + content.length + tag.length + 4);
    all.put(header).put(DOT).put(DOT).put(iv).put(DOT).put(content).put(DOT).put(tag);
    return new String(all.array(), ISO_8859_1);
  }

  private static byte[] header(KeyRing ring, SessionKey key) {
    try (var out = new ByteArrayBuilder()) {
      try (JsonGenerator json = SessionCodec.generator(out)) {
        json.writeStartObject();
        json.writeStringProperty("alg", "dir");
        json.writeStringProperty("enc", "A256GCM");
        json.writeStringProperty("kid", ring.activeKid());
        json.writeStringProperty("reg", key.registration());
        json.writeStringProperty("dev", key.device().value());
        json.writeEndObject();
      }
      return out.toByteArray();
    }
  }

  /** Never gives the same twice, and asks the operating system for nothing, which might block. */
  private byte[] nextIv() {
    return ByteBuffer.allocate(IV_BYTES)
        .putInt(ivPrefix)
        .putLong(ivCounter.getAndIncrement())
        .array();
  }

  private static byte[] encrypt(KeyRing ring, byte[] header, byte[] iv, byte[] content) {
    SecretKey secret = requireNonNull(ring.secret(ring.activeKid()), "the active key");
    try {
      return cipher(Cipher.ENCRYPT_MODE, secret, iv, header).doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  @Override
  public DeviceSession open(SessionKey key, String sealed) {
    return SessionCodec.decode(key, content(key, sealed));
  }

  private byte[] content(SessionKey key, String sealed) {
    byte[][] parts = parts(key, sealed);
    String kid = checkedKid(key, parse(key, parts[0]));
    byte[] iv = decode(key, parts[2]);
    byte[] content = decode(key, parts[3]);
    byte[] tag = decode(key, parts[4]);
    if (parts[1].length != 0 || iv.length != IV_BYTES || tag.length != TAG_BYTES) {
      throw malformed(key);
    }
    return decrypt(key, kid, parts[0], iv, joined(content, tag));
  }

  /** A character that is not ASCII becomes one that is not base64url. */
  private static byte[][] parts(SessionKey key, String sealed) {
    byte[] all = sealed.getBytes(US_ASCII);
    var parts = new byte[PARTS][];
    int start = 0;
    for (int part = 0; part < PARTS; part++) {
      int end = part == PARTS - 1 ? all.length : sealed.indexOf(DOT, start);
      if (end < start) {
        throw malformed(key);
      }
      parts[part] = Arrays.copyOfRange(all, start, end);
      start = end + 1;
    }
    return parts;
  }

  private static JsonMembers parse(SessionKey key, byte[] header) {
    try (JsonParser json = SessionCodec.parser(decode(key, header))) {
      return JsonMembers.read(json);
    } catch (JacksonException
        | IllegalArgumentException
        | NullPointerException
        | ClassCastException e) {
      throw malformed(key);
    }
  }

  /** Returns the key id of a header that is ours and this record's. */
  private static String checkedKid(SessionKey key, JsonMembers header) {
    if (!header.is("dir", "alg") || !header.is("A256GCM", "enc") || header.has("crit")) {
      throw malformed(key);
    }
    if (!header.is(key.registration(), "reg") || !header.is(key.device().value(), "dev")) {
      throw new SealException(
          Reason.MOVED, "the record of " + key + " was sealed for another device or registration");
    }
    return header.has("kid") ? header.text("kid") : "";
  }

  private static byte[] decode(SessionKey key, byte[] part) {
    try {
      return DECODER.decode(part);
    } catch (IllegalArgumentException e) {
      throw malformed(key);
    }
  }

  private static byte[] joined(byte[] content, byte[] tag) {
    return ByteBuffer.allocate(content.length + tag.length).put(content).put(tag).array();
  }

  private byte[] decrypt(SessionKey key, String kid, byte[] header, byte[] iv, byte[] sealed) {
    SecretKey secret = keys.ring().secret(kid);
    if (secret == null) {
      keys.missed();
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

  private static Cipher cipher(int mode, SecretKey secret, byte[] iv, byte[] header)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, secret, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, iv));
    cipher.updateAAD(header);
    return cipher;
  }

  private static SealException malformed(SessionKey key) {
    return new SealException(Reason.MALFORMED, "the record of " + key + " is no sealed session");
  }
}
