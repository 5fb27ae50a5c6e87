// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads the certificates for {@link HttpOptions#withTrusted}. */
public final class TrustedCertificates {

  private TrustedCertificates() {}

  /**
   * Reads all certificates of a PEM file; blocks, so call it at start-up.
   *
   * @throws IOException when the file can not be read or holds no certificate
   */
  public static List<X509Certificate> pem(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException("no certificate in " + file);
      }
      return found.stream().map(X509Certificate.class::cast).toList();
    } catch (CertificateException e) {
      throw new IOException("no X.509 certificates in PEM form in " + file, e);
    }
  }
}
