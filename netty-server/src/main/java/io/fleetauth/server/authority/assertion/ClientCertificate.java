// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.assertion;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;

/**
 * A certificate whose private key a client signs its assertions with. Immutable.
 *
 * @param certificate with an RSA key
 */
public record ClientCertificate(X509Certificate certificate) {

  private static final String BEGIN = "-----BEGIN ";

  public ClientCertificate {
    if (!(certificate.getPublicKey() instanceof RSAPublicKey)) {
      throw new IllegalArgumentException("a client certificate must have an RSA key");
    }
  }

  /**
   * Reads the first certificate of PEM text or of a PEM file. Blocking.
   *
   * @throws IllegalArgumentException that says what is wrong; it does not repeat the text
   */
  public static ClientCertificate read(String pemOrPath) {
    var pem = pemOrPath.contains(BEGIN) ? pemOrPath : file(pemOrPath.strip());
    if (pem.contains("PRIVATE KEY")) {
      throw new IllegalArgumentException(
          "certificates holds a private key; give the certificate alone");
    }
    try {
      var in = new ByteArrayInputStream(pem.getBytes(US_ASCII));
      return new ClientCertificate(
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in));
    } catch (CertificateException e) {
      throw new IllegalArgumentException("certificates holds no certificate in PEM", e);
    }
  }

  private static String file(String path) {
    try {
      return Files.readString(Path.of(path), US_ASCII);
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "certificates: neither PEM text nor a PEM file that can be read: " + path, e);
    }
  }

  byte[] sha256() {
    return thumbprint("SHA-256");
  }

  /** Returns what {@code x5t} names; old clients know no other. */
  byte[] sha1() {
    return thumbprint("SHA-1");
  }

  private byte[] thumbprint(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read has an encoding", e);
    }
  }

  RSAPublicKey key() {
    return (RSAPublicKey) certificate.getPublicKey();
  }

  boolean isValidAt(Instant time) {
    return !time.isBefore(certificate.getNotBefore().toInstant())
        && !time.isAfter(certificate.getNotAfter().toInstant());
  }

  @Override
  public String toString() {
    return "ClientCertificate[" + certificate.getSubjectX500Principal() + "]";
  }
}
