// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its private key, by which a program proves itself. RSA only: Entra takes no
 * other.
 *
 * @param key a secret; {@link #toString} does not show it
 * @param chain the certificate first, then those that vouch for it, if known
 */
public record ClientCertificate(PrivateKey key, List<X509Certificate> chain) {

  public ClientCertificate {
    requireNonNull(key, "key");
    chain = leafFirst(key, chain);
  }

  /**
   * Reads a private key (PKCS#8 or PKCS#1) and certificates in PEM, in any order.
   *
   * @throws IllegalArgumentException when there is no key, no certificate, or they do not belong
   *     together; the message holds nothing of the key
   */
  public static ClientCertificate ofPem(String pem) {
    return ofPem(pem, null);
  }

  /**
   * @param password for an encrypted private key, or {@code null} when it is not
   */
  public static ClientCertificate ofPem(String pem, @Nullable String password) {
    var parts = PemParts.of(requireNonNull(pem, "pem"));
    return new ClientCertificate(parts.key(password), parts.certificates());
  }

  /**
   * Reads the first private key of a PKCS#12 file.
   *
   * @throws IllegalArgumentException like {@link #ofPem(String)}, and when the password is wrong
   */
  public static ClientCertificate ofPkcs12(byte[] content, @Nullable String password) {
    return Pkcs12.read(requireNonNull(content, "content"), password);
  }

  /** Reads either format, told apart by what is in it. */
  static ClientCertificate of(byte[] content, @Nullable String password) {
    String text = new String(content, ISO_8859_1);
    return text.contains("-----BEGIN ") ? ofPem(text, password) : ofPkcs12(content, password);
  }

  /** Returns the certificate itself. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  private static List<X509Certificate> leafFirst(PrivateKey key, List<X509Certificate> all) {
    if (!key.getAlgorithm().equals("RSA")) {
      throw new IllegalArgumentException(
          "certificate: the key must be RSA, was " + key.getAlgorithm());
    }
    var sorted = new ArrayList<X509Certificate>();
    for (X509Certificate candidate : all) {
      if (sorted.isEmpty() && belong(key, candidate)) {
        sorted.add(candidate);
      }
    }
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("certificate: none is of the private key");
    }
    all.stream().filter(other -> !other.equals(sorted.get(0))).forEach(sorted::add);
    return List.copyOf(sorted);
  }

  /** Keys that stay in hardware do not show their modulus; they are believed. */
  private static boolean belong(PrivateKey key, X509Certificate certificate) {
    return certificate.getPublicKey() instanceof RSAPublicKey shown
        && (!(key instanceof RSAPrivateKey own) || own.getModulus().equals(shown.getModulus()));
  }

  @Override
  public String toString() {
    return "ClientCertificate[" + certificate().getSubjectX500Principal() + ", redacted]";
  }
}
