// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.ClientRegistration;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

class TlsTest extends HttpFixture {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path dir;
  private Path pem;
  private DisposableServer server;

  @BeforeEach
  void serveWithAnOwnCertificate() throws Exception {
    Path store = dir.resolve("server.p12");
    keytool(store);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    pem = dir.resolve("ca.pem");
    Files.writeString(pem, pem(keys.getCertificate("server").getEncoded()));
    server = start(keys);
  }

  @AfterEach
  void stop() {
    server.disposeNow();
  }

  @Test
  void trustsTheGivenCertificate() throws IOException {
    List<X509Certificate> trusted = TrustedCertificates.pem(pem);
    var client = client(at("127.0.0.1"), HttpOptions.DEFAULTS.withTrusted(trusted));

    assertThat(client.tokens().exchange(REFRESH).block(WAIT)).isNotNull();
  }

  @Test
  void refusesAnUnknownCertificateAndAnotherName() throws IOException {
    assertThat(failure(client(at("127.0.0.1")).tokens().exchange(REFRESH)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("TLS with 127.0.0.1:" + server.port() + " failed");

    var trusting = HttpOptions.DEFAULTS.withTrusted(TrustedCertificates.pem(pem));
    assertThat(failure(client(at("localhost"), trusting).tokens().exchange(REFRESH)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("TLS with localhost:" + server.port() + " failed");
  }

  @Test
  void saysWhenThereIsNoCertificateInTheFile() throws IOException {
    Path empty = Files.writeString(dir.resolve("empty.pem"), "nothing");

    assertThatThrownBy(() -> TrustedCertificates.pem(empty))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("empty.pem");
  }

  private ClientRegistration at(String host) {
    String base = "https://" + host + ":" + server.port();
    URI token = URI.create(base + "/token");
    return ClientRegistration.of(
        new AuthorizationServerMetadata(base, token, null, null, null, null), "c");
  }

  private static DisposableServer start(KeyStore keys) throws Exception {
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    GenericSslContextSpec<?> tls = Http11SslContextSpec.forServer(factory);
    return HttpServer.create()
        .host("127.0.0.1")
        .port(0)
        .secure(spec -> spec.sslContext(tls))
        .handle((request, response) -> response.sendString(Mono.just(TOKENS)))
        .bindNow();
  }

  private static void keytool(Path store) throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    int exit =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    assertThat(exit).isZero();
  }

  private static String pem(byte[] der) {
    String text = Base64.getMimeEncoder().encodeToString(der);
    return "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n";
  }
}
