// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.service;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.netty.pkitesting.CertificateBuilder;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The key with a certificate that signs the tokens of the services with RS256; {@code kid} and
 * {@code x5t} are the SHA-1 of the certificate, as in the tokens of the real services. Signing
 * takes about a millisecond: call it on a worker thread. Thread-safe.
 */
public final class ServiceKey {

  private static final Duration LIFE = Duration.ofDays(3650);
  private static final Duration CLOCK_SKEW = Duration.ofHours(24);

  private final RSAKey key;
  private final JWSHeader header;
  private final RSASSASigner signer;
  private final RSASSAVerifier verifier;

  @SuppressWarnings("deprecation") // x5t: the real services use SHA-1 here
  private ServiceKey(RSAKey key) throws JOSEException {
    this.key = key;
    this.header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID(key.getKeyID())
            .x509CertThumbprint(key.getX509CertThumbprint())
            .type(JOSEObjectType.JWT)
            .build();
    this.signer = new RSASSASigner(key);
    this.verifier = new RSASSAVerifier(key.toRSAPublicKey());
  }

  /** Reads a key that {@link #json} wrote. */
  public static ServiceKey parse(String json) {
    try {
      return new ServiceKey(RSAKey.parse(json));
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException("the signing key of the services can not be read", e);
    }
  }

  /** Makes a key; takes a part of a second. */
  @SuppressWarnings("deprecation")
  public static ServiceKey generate(Clock clock) {
    try {
      var bundle =
          new CertificateBuilder()
              .subject("CN=Fleetauth services")
              .rsa2048()
              .setIsCertificateAuthority(true) // only those can sign themselves here
              .notBefore(clock.instant().minus(CLOCK_SKEW))
              .notAfter(clock.instant().plus(LIFE))
              .buildSelfSigned();
      var certificate = bundle.getCertificate().getEncoded();
      var sha1 = MessageDigest.getInstance("SHA-1").digest(certificate);
      return new ServiceKey(
          new RSAKey.Builder((RSAPublicKey) bundle.getCertificate().getPublicKey())
              .privateKey(bundle.getKeyPair().getPrivate())
              .algorithm(JWSAlgorithm.RS256)
              .keyUse(KeyUse.SIGNATURE)
              .keyID(HexFormat.of().withUpperCase().formatHex(sha1))
              .x509CertThumbprint(Base64URL.encode(sha1))
              .x509CertChain(List.of(Base64.encode(certificate)))
              .build());
    } catch (Exception e) { // declared by the certificate builder
      throw new IllegalStateException("the signing key of the services can not be made", e);
    }
  }

  /** Returns the whole key, the private part included. */
  public String json() {
    return key.toJSONString();
  }

  /** Returns the public part and the certificate, for a {@code jwks_uri}. */
  public Map<String, Object> publicKey() {
    return key.toPublicJWK().toJSONObject();
  }

  /** Returns the claims as a signed token. */
  public String sign(JWTClaimsSet claims) {
    var jwt = new SignedJWT(header, claims);
    try {
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("signing failed", e);
    }
  }

  /** Returns the claims of a token that this key signed, else null; does not look at times. */
  public @Nullable JWTClaimsSet verified(String token) {
    try {
      var jwt = SignedJWT.parse(token);
      return jwt.verify(verifier) ? jwt.getJWTClaimsSet() : null;
    } catch (ParseException | JOSEException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    return "ServiceKey[" + key.getKeyID() + "]";
  }
}
