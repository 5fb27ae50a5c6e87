// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fleetauth.credential.CredentialUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Service Fabric: a certificate that nobody signed, under a name that is not the host's. */
class ServiceFabricTest extends ManagedFixture {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private static KeyStore keys;
  private IdentityDouble fabric;

  @BeforeAll
  static void makeKeys(@TempDir Path folder) throws Exception {
    keys = keys(folder.resolve("fabric.p12"));
  }

  @BeforeEach
  void start() {
    fabric =
        new IdentityDouble(
            address -> {
              HttpsServer server = HttpsServer.create(address, 0);
              server.setHttpsConfigurator(new HttpsConfigurator(tls(keys)));
              return server;
            });
    fabric.always(200, TOKEN);
  }

  @AfterEach
  void stop() {
    fabric.close();
  }

  @ParameterizedTest
  @CsvSource({"SHA-1, true", "SHA-1, false", "SHA-256, true"})
  void trustsTheCertificateOfTheThumbprint(String algorithm, boolean upperCase) throws Exception {
    String thumbprint = thumbprint(algorithm);
    String written = upperCase ? thumbprint.toUpperCase(Locale.ROOT) : thumbprint;

    assertThat(on(variables(written)).build().token(VAULT).block(WAIT).value())
        .isEqualTo("at-secret-1");

    assertThat(fabric.last().query())
        .isEqualTo("api-version=2019-07-01-preview&resource=https%3A%2F%2Fvault.azure.net");
    assertThat(fabric.last().header("secret")).isEqualTo(SECRET);
  }

  @Test
  void sendsNothingToAnotherCertificate() {
    Throwable failure = failure(on(variables("00".repeat(20))).build().token(VAULT));

    assertThat(failure).isInstanceOf(IOException.class).hasMessageContaining("TLS with");
    assertThat(fabric.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "zz", "00 00"})
  void saysThatTheThumbprintIsNone(String thumbprint) {
    assertThat(failure(on(variables(thumbprint)).build().token(VAULT)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining("IDENTITY_SERVER_THUMBPRINT");
  }

  @Test
  void takesNoIdentityOfTheCaller() throws Exception {
    assertThat(failure(on(variables(thumbprint("SHA-1"))).clientId("c").build().token(VAULT)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining("Service Fabric takes no CLIENT_ID");
  }

  private Map<String, String> variables(String thumbprint) {
    return Map.of(
        "IDENTITY_ENDPOINT",
        "https://127.0.0.1:" + fabric.port() + "/token",
        "IDENTITY_HEADER",
        SECRET,
        "IDENTITY_SERVER_THUMBPRINT",
        thumbprint);
  }

  private String thumbprint(String algorithm) throws Exception {
    byte[] certificate = keys.getCertificate("fabric").getEncoded();
    return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(certificate));
  }

  private static KeyStore keys(Path store) throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "fabric",
                "-keyalg",
                "EC",
                "-dname",
                "CN=elsewhere",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      loaded.load(in, PASSWORD);
    }
    return loaded;
  }

  private static SSLContext tls(KeyStore keys) throws IOException {
    try {
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (java.security.GeneralSecurityException e) {
      throw new IOException(e);
    }
  }
}
