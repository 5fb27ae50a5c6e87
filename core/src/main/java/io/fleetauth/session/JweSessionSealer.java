// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import io.fleetauth.session.SealException.Reason;
import java.text.ParseException;
import javax.crypto.SecretKey;

/**
 * Seals sessions as JWE in compact form (RFC 7516) with {@code dir} and {@code A256GCM}. The
 * protected header names the key ({@code kid}) and whose record it is ({@code reg}, {@code dev}),
 * so that GCM authenticates both.
 */
public final class JweSessionSealer implements SessionSealer {

  private static final String REGISTRATION = "reg";
  private static final String DEVICE = "dev";

  private final KeyRing keys;

  public JweSessionSealer(KeyRing keys) {
    this.keys = requireNonNull(keys, "keys");
  }

  @Override
  public String seal(SessionKey key, DeviceSession session) {
    var jwe = new JWEObject(header(key), new Payload(SessionCodec.encode(session)));
    try {
      jwe.encrypt(new DirectEncrypter(secret(key, keys.activeKid())));
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
    return jwe.serialize();
  }

  private JWEHeader header(SessionKey key) {
    return new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
        .keyID(keys.activeKid())
        .customParam(REGISTRATION, key.registration())
        .customParam(DEVICE, key.device().value())
        .build();
  }

  @Override
  public DeviceSession open(SessionKey key, String sealed) {
    JWEObject jwe = parse(key, sealed);
    requireBoundTo(key, jwe.getHeader());
    return SessionCodec.decode(key, decrypt(key, jwe));
  }

  private static JWEObject parse(SessionKey key, String sealed) {
    try {
      return JWEObject.parse(sealed);
    } catch (ParseException | RuntimeException e) { // the parser trips over absent members
      throw new SealException(Reason.MALFORMED, "the record of " + key + " is no JWE");
    }
  }

  private static void requireBoundTo(SessionKey key, JWEHeader header) {
    if (!key.registration().equals(header.getCustomParam(REGISTRATION))
        || !key.device().value().equals(header.getCustomParam(DEVICE))) {
      throw new SealException(
          Reason.MOVED, "the record of " + key + " was sealed for another device or registration");
    }
  }

  private byte[] decrypt(SessionKey key, JWEObject jwe) {
    String kid = String.valueOf(jwe.getHeader().getKeyID());
    try {
      jwe.decrypt(new DirectDecrypter(secret(key, kid)));
      return jwe.getPayload().toBytes();
    } catch (JOSEException | IllegalStateException e) {
      throw new SealException(
          Reason.ALTERED,
          "the record of " + key + " does not open with key " + kid + ": altered, or not that key");
    }
  }

  private SecretKey secret(SessionKey key, String kid) {
    SecretKey secret = keys.secret(kid);
    if (secret == null) {
      throw new SealException(
          Reason.UNKNOWN_KEY, "the record of " + key + " needs key " + kid + ", which is not here");
    }
    return secret;
  }
}
