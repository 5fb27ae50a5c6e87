// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static com.nimbusds.jose.EncryptionMethod.A256GCM;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The keys that seal what a store keeps: one seals and opens, the others only open, so that keys
 * change without downtime. The one that seals is the newest whose time had come when the ring was
 * read. Immutable; {@link #toString} shows key ids only.
 *
 * <p>A key id is the beginning of the key's RFC 7638 thumbprint, so that the same key has the same
 * id wherever it comes from.
 */
public final class KeyRing implements SealingKeys {

  private static final int KEY_BYTES = 32;
  private static final int KID_CHARACTERS = 12;

  /** Newest first; never empty. */
  private final List<OctetSequenceKey> keys;

  private final OctetSequenceKey active;
  private final Map<String, SecretKey> secrets;

  private KeyRing(List<OctetSequenceKey> keys, OctetSequenceKey active) {
    this.keys = List.copyOf(keys);
    this.active = active;
    this.secrets = new LinkedHashMap<>();
    keys.forEach(key -> secrets.put(key.getKeyID(), key.toSecretKey("AES")));
  }

  private static KeyRing asOf(Instant now, List<OctetSequenceKey> keys) {
    var active =
        keys.stream()
            .filter(key -> !sealsFrom(key).isAfter(now))
            .findFirst()
            .orElse(keys.get(keys.size() - 1));
    return new KeyRing(keys, active);
  }

  private static Instant sealsFrom(OctetSequenceKey key) {
    Date notBefore = key.getNotBeforeTime();
    return notBefore == null ? Instant.MIN : notBefore.toInstant();
  }

  /** Makes a ring with one new key. */
  public static KeyRing generate(SecureRandom random, Instant now) {
    return asOf(now, List.of(generateKey(random, now, now)));
  }

  /**
   * Reads keys as an environment variable holds them: 256 bits each, in base64 or base64url,
   * separated by commas, the one that seals first. Throws {@link IllegalArgumentException} without
   * showing the value.
   */
  public static KeyRing parse(String secrets) {
    return asOf(
        Instant.MIN,
        Arrays.stream(secrets.split(",", -1))
            .map(s -> key(decode(s.trim()), null, Instant.MIN))
            .toList());
  }

  private static byte[] decode(String secret) {
    byte[] bytes = new Base64URL(secret).decode();
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "a sealing key must be 32 bytes in base64 (openssl rand -base64 32), was "
              + bytes.length
              + " bytes");
    }
    return bytes;
  }

  private static OctetSequenceKey generateKey(SecureRandom random, Instant now, Instant sealsFrom) {
    var bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return key(bytes, now, sealsFrom.isAfter(now) ? sealsFrom : Instant.MIN);
  }

  private static OctetSequenceKey key(byte[] bytes, @Nullable Instant created, Instant sealsFrom) {
    try {
      var bare = new OctetSequenceKey.Builder(bytes).build();
      return new OctetSequenceKey.Builder(bare)
          .keyID(bare.computeThumbprint().toString().substring(0, KID_CHARACTERS))
          .algorithm(A256GCM)
          .keyUse(KeyUse.ENCRYPTION)
          .issueTime(created == null ? null : Date.from(created))
          .notBeforeTime(sealsFrom.equals(Instant.MIN) ? null : Date.from(sealsFrom))
          .build();
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Returns a ring that seals with a new key and still opens what this one opens. */
  public KeyRing rotated(SecureRandom random, Instant now) {
    return rotated(random, now, now);
  }

  /**
   * Returns a ring with a new key that only opens until {@code sealsFrom}: time for the others who
   * share the store to learn of it.
   */
  public KeyRing rotated(SecureRandom random, Instant now, Instant sealsFrom) {
    var all = new ArrayList<OctetSequenceKey>();
    all.add(generateKey(random, now, sealsFrom));
    all.addAll(keys);
    return asOf(now, all);
  }

  /**
   * Returns a ring without an old key. Throws {@link IllegalArgumentException} when there is no
   * such key or when it is the one that seals.
   */
  public KeyRing without(String kid) {
    if (!secrets.containsKey(kid) || kid.equals(activeKid())) {
      throw new IllegalArgumentException(
          secrets.containsKey(kid)
              ? "key " + kid + " seals: rotate first"
              : "no key " + kid + " among " + kids());
    }
    return new KeyRing(keys.stream().filter(key -> !kid.equals(key.getKeyID())).toList(), active);
  }

  /** Returns the ids of all keys, the newest first. */
  public List<String> kids() {
    return List.copyOf(secrets.keySet());
  }

  /** Describes all keys, the newest first. */
  public List<Entry> entries() {
    return keys.stream().map(this::entry).toList();
  }

  private Entry entry(OctetSequenceKey key) {
    return new Entry(
        key.getKeyID(),
        instant(key.getIssueTime()),
        instant(key.getNotBeforeTime()),
        key.getKeyID().equals(activeKid()));
  }

  private static @Nullable Instant instant(@Nullable Date date) {
    return date == null ? null : date.toInstant();
  }

  @Override
  public KeyRing ring() {
    return this;
  }

  /** Returns the id of the key that seals. */
  public String activeKid() {
    return active.getKeyID();
  }

  @Nullable SecretKey secret(String kid) {
    return secrets.get(kid);
  }

  /** Returns the JWK set (RFC 7517) with the secrets in it. */
  byte[] toJson() {
    return new JWKSet(List.<JWK>copyOf(keys)).toString(false).getBytes(UTF_8);
  }

  /** Reads {@link #toJson}. The message of a failure shows nothing of the content. */
  static KeyRing fromJson(byte[] json, Instant now) throws ParseException {
    var keys = new ArrayList<OctetSequenceKey>();
    for (JWK key : jwkSet(json).getKeys()) {
      keys.add(sealingKey(key));
    }
    if (keys.isEmpty()) {
      throw new ParseException("it has no keys", 0);
    }
    return asOf(now, keys);
  }

  private static JWKSet jwkSet(byte[] json) throws ParseException {
    try {
      return JWKSet.parse(new String(json, UTF_8));
    } catch (ParseException e) {
      throw new ParseException("it is no JWK set (RFC 7517)", 0);
    }
  }

  private static OctetSequenceKey sealingKey(JWK jwk) throws ParseException {
    if (jwk instanceof OctetSequenceKey key && key.size() == 256 && key.getKeyID() != null) {
      return key;
    }
    throw new ParseException("a key in it is no 256-bit \"oct\" key with a \"kid\"", 0);
  }

  @Override
  public String toString() {
    return "KeyRing" + kids();
  }

  /**
   * What may be told of a key.
   *
   * @param createdAt whole seconds, or {@code null} when nobody noted it
   * @param sealsFrom from when it may seal, or {@code null} from the beginning
   * @param active whether it seals; the others only open
   */
  public record Entry(
      String kid, @Nullable Instant createdAt, @Nullable Instant sealsFrom, boolean active) {}
}
