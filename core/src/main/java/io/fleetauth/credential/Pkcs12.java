// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads PKCS#12 files, RFC 7292. */
final class Pkcs12 {

  private Pkcs12() {}

  static ClientCertificate read(byte[] content, @Nullable String password) {
    char[] secret = password == null ? new char[0] : password.toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), secret);
      for (String alias : Collections.list(store.aliases())) {
        if (store.getKey(alias, secret) instanceof PrivateKey key) {
          return new ClientCertificate(key, chain(store.getCertificateChain(alias)));
        }
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "certificate: is neither PEM nor a PKCS#12 file that this password opens");
    }
    throw new IllegalArgumentException("certificate: there is no private key in it");
  }

  private static List<X509Certificate> chain(Certificate @Nullable [] certificates) {
    var chain = new ArrayList<X509Certificate>();
    for (Certificate certificate : certificates == null ? new Certificate[0] : certificates) {
      if (certificate instanceof X509Certificate x509) {
        chain.add(x509);
      }
    }
    return chain;
  }
}
