// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import io.fleetauth.secrets.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A self-signed certificate made by the JDK's keytool, in the formats that people keep. */
record TestCertificate(byte[] pkcs12, PrivateKey key, X509Certificate certificate) {

  static final String PASSWORD = "changeit";

  static TestCertificate make(String name, String algorithm) {
    try {
      Path folder = Files.createTempDirectory("certificate");
      Path file = folder.resolve(name + ".p12");
      keytool(name, algorithm, file);
      byte[] content = Files.readAllBytes(file);
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, PASSWORD.toCharArray());
      }
      Files.delete(file);
      Files.delete(folder);
      var key = (PrivateKey) store.getKey(name, PASSWORD.toCharArray());
      Secrets.ALL.add("key", Base64.getEncoder().encodeToString(key.getEncoded()));
      return new TestCertificate(content, key, (X509Certificate) store.getCertificate(name));
    } catch (IOException | GeneralSecurityException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keytool(String name, String algorithm, Path file)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    name,
                    "-keyalg",
                    algorithm,
                    "-dname",
                    "CN=" + name,
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    file.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool ended with " + process.exitValue());
    }
  }

  String certificatePem() throws GeneralSecurityException {
    return pem("CERTIFICATE", certificate.getEncoded());
  }

  String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** The key without its PKCS#8 coat, which for RSA keys of this size has 26 bytes. */
  String pkcs1Pem() {
    byte[] all = key.getEncoded();
    return pem("RSA PRIVATE KEY", java.util.Arrays.copyOfRange(all, 26, all.length));
  }

  String encryptedKeyPem(String scheme) throws GeneralSecurityException, IOException {
    var secret =
        SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(PASSWORD.toCharArray()));
    Cipher cipher = Cipher.getInstance(scheme);
    cipher.init(Cipher.ENCRYPT_MODE, secret);
    var sealed =
        new EncryptedPrivateKeyInfo(cipher.getParameters(), cipher.doFinal(key.getEncoded()));
    return pem("ENCRYPTED PRIVATE KEY", sealed.getEncoded());
  }

  private static String pem(String label, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
  }
}
