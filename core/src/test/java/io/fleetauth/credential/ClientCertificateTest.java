// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientCertificateTest {

  private static final TestCertificate OURS = TestCertificate.make("ours", "RSA");
  private static final TestCertificate OTHER = TestCertificate.make("other", "RSA");
  private static final String PASSWORD = TestCertificate.PASSWORD;

  @Test
  void readsKeyAndCertificateInAnyOrderAndPutsTheOwnFirst() throws Exception {
    String issuerFirst = OTHER.certificatePem() + OURS.keyPem() + OURS.certificatePem();

    var read = ClientCertificate.ofPem(issuerFirst);

    assertThat(read.key()).isEqualTo(OURS.key());
    assertThat(read.chain()).containsExactly(OURS.certificate(), OTHER.certificate());
  }

  @Test
  void readsTheOldFormOfRsaKeys() throws Exception {
    String pem = "# a comment\n" + OURS.pkcs1Pem() + OURS.certificatePem();

    assertThat(ClientCertificate.ofPem(pem).key()).isEqualTo(OURS.key());
  }

  /** Once as OpenSSL 3 writes it (PBES2), once in the form of old. */
  @ParameterizedTest
  @ValueSource(strings = {"new", "old"})
  void opensAnEncryptedKey(String form) throws Exception {
    String pem =
        form.equals("old")
            ? OURS.encryptedKeyPem("PBEWithMD5AndDES") + OURS.certificatePem()
            : resource("pbes2.pem");

    assertThat(ClientCertificate.ofPem(pem, PASSWORD).key().getAlgorithm()).isEqualTo("RSA");
    refusesPem(pem, null, "ENCRYPTED PRIVATE KEY needs a password");
    refusesPem(pem, "wrong", "is the password right?");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ClientCertificateTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void readsPkcs12AndTellsTheFormatsApart() throws Exception {
    byte[] pem = (OURS.keyPem() + OURS.certificatePem()).getBytes(StandardCharsets.US_ASCII);

    assertThat(ClientCertificate.ofPkcs12(OURS.pkcs12(), PASSWORD).certificate())
        .isEqualTo(OURS.certificate());
    assertThat(ClientCertificate.of(OURS.pkcs12(), PASSWORD).key()).isEqualTo(OURS.key());
    assertThat(ClientCertificate.of(pem, null).key()).isEqualTo(OURS.key());
    assertThatThrownBy(() -> ClientCertificate.ofPkcs12(OURS.pkcs12(), "wrong"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("certificate: is neither PEM nor a PKCS#12 file that this password opens");
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    TestCertificate curve = TestCertificate.make("curve", "EC");
    String broken = OURS.keyPem().replace("\n", "").replaceFirst("KEY-----.{20}", "KEY-----");

    refusesPem("", null, "there is no PRIVATE KEY in it");
    refusesPem(OURS.certificatePem(), null, "there is no PRIVATE KEY in it");
    refusesPem(OURS.keyPem(), null, "there is no CERTIFICATE in it");
    refusesPem(OURS.keyPem() + OTHER.certificatePem(), null, "none is of the private key");
    refusesPem(curve.keyPem() + curve.certificatePem(), null, "is not an RSA key");
    refusesPem(broken + OURS.certificatePem(), null, "is not an RSA key");
  }

  @Test
  void showsNothingOfTheKey() throws Exception {
    String shown = ClientCertificate.ofPem(OURS.keyPem() + OURS.certificatePem()).toString();

    assertThat(shown).isEqualTo("ClientCertificate[CN=ours, redacted]");
  }

  private static void refusesPem(String pem, String password, String problem) {
    assertThatThrownBy(() -> ClientCertificate.ofPem(pem, password))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("certificate: ")
        .hasMessageContaining(problem)
        .hasMessageNotContaining(
            Base64.getEncoder().encodeToString(OURS.key().getEncoded()).substring(0, 40));
  }
}
