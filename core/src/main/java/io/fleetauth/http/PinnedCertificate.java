// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.tcp.SslProvider;

/**
 * Trusts one certificate, known by its thumbprint, and no other; who signed it and which host it
 * names does not matter.
 */
final class PinnedCertificate extends X509ExtendedTrustManager {

  private static final int SHA_1_DIGITS = 40;
  private static final int SHA_256_DIGITS = 64;

  private final byte[] thumbprint;
  private final String algorithm;

  PinnedCertificate(String thumbprint) {
    String digits = thumbprint.strip().replace(":", "").toLowerCase(Locale.ROOT);
    boolean known = digits.length() == SHA_1_DIGITS || digits.length() == SHA_256_DIGITS;
    if (!known || !digits.matches("[0-9a-f]+")) {
      throw new IllegalArgumentException(
          "thumbprint must be the 40 or 64 hexadecimal digits of SHA-1 or SHA-256");
    }
    this.thumbprint = HexFormat.of().parseHex(digits);
    this.algorithm = digits.length() == SHA_1_DIGITS ? "SHA-1" : "SHA-256";
  }

  SslProvider.GenericSslContextSpec<?> tls() {
    return Http11SslContextSpec.forClient().configure(builder -> builder.trustManager(this));
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    try {
      byte[] actual = MessageDigest.getInstance(algorithm).digest(chain[0].getEncoded());
      if (!MessageDigest.isEqual(actual, thumbprint)) {
        throw new CertificateException("the certificate is not the one that is pinned");
      }
    } catch (NoSuchAlgorithmException e) {
      throw new CertificateException(algorithm + " is missing", e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("only servers are trusted");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("only servers are trusted");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("only servers are trusted");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
