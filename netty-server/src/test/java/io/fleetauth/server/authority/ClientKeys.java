// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;

/** A key pair with a certificate, as a client has it, and assertions that it signs. */
public record ClientKeys(PrivateKey key, X509Certificate certificate) {

  /** Returns a fresh RSA key that is certified from an hour ago until {@code end}. */
  public static ClientKeys make(String name, Instant end) {
    try {
      X509Bundle bundle =
          new CertificateBuilder()
              .subject("CN=" + name)
              .algorithm(CertificateBuilder.Algorithm.rsa2048)
              .notBefore(Instant.now().minusSeconds(3600))
              .notAfter(end)
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
      return new ClientKeys(bundle.getKeyPair().getPrivate(), bundle.getCertificate());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public String pem() {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(encoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  byte[] encoded() {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] thumbprint(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm).digest(encoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a header that names the certificate as msal-node does. */
  JWSHeader.Builder header(JWSAlgorithm algorithm) {
    return new JWSHeader.Builder(algorithm)
        .x509CertSHA256Thumbprint(Base64URL.encode(thumbprint("SHA-256")));
  }

  String sign(JWSHeader header, JWTClaimsSet claims) {
    try {
      var jwt = new SignedJWT(header, claims);
      jwt.sign(new RSASSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
