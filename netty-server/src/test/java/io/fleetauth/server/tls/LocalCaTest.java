// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

class LocalCaTest {

  private static final Clock NOW = Clock.systemUTC();

  @TempDir Path folder;

  private static Clock in(Duration later) {
    return Clock.fixed(Instant.now().plus(later), ZoneOffset.UTC);
  }

  private static HttpResponse<String> get(Path ca, LocalCa served, String host) throws Exception {
    var context = served.serverContext();
    var server =
        HttpServer.create()
            .protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
            .host("127.0.0.1")
            .port(0)
            .secure(spec -> spec.sslContext(context))
            .handle((request, response) -> response.sendString(Mono.just(request.scheme())))
            .bindNow();
    try {
      var client = HttpClient.newBuilder().sslContext(trusting(ca)).build();
      var uri = URI.create("https://" + host + ":" + server.port() + "/");
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    } finally {
      server.disposeNow();
    }
  }

  private static SSLContext trusting(Path ca) throws Exception {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    var pem = new ByteArrayInputStream(Files.readAllBytes(ca));
    store.setCertificateEntry(
        "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void aClientThatTrustsTheCaReachesTheServerByNameAndAddress() throws Exception {
    var ca = LocalCa.open(folder, List.of(), NOW);

    assertThat(get(ca.certificate(), ca, "localhost").body()).isEqualTo("https");
    assertThat(get(ca.certificate(), ca, "127.0.0.1").body()).isEqualTo("https");
  }

  @Test
  void keepsItsFilesOverARestart() throws Exception {
    var path = LocalCa.open(folder, List.of(), NOW).certificate();
    var ca = Files.readString(path);
    var server = Files.readString(folder.resolve("server.pem"));
    var reopened = LocalCa.open(folder, List.of(), NOW);

    assertThat(Files.readString(path)).isEqualTo(ca);
    assertThat(Files.readString(folder.resolve("server.pem"))).isEqualTo(server);
    assertThat(get(path, reopened, "localhost").statusCode()).isEqualTo(200);
  }

  @Test
  void renewsTheServerUnderTheSameCaNearItsEndAndForOtherNames() throws Exception {
    var ca = Files.readString(LocalCa.open(folder, List.of(), NOW).certificate());
    var first = Files.readString(folder.resolve("server.pem"));
    LocalCa.open(folder, List.of(), in(Duration.ofDays(380)));
    var second = Files.readString(folder.resolve("server.pem"));
    LocalCa.open(folder, List.of("idp.test", "10.0.0.7"), NOW);

    assertThat(second).isNotEqualTo(first);
    assertThat(Files.readString(folder.resolve("server.pem"))).isNotEqualTo(second);
    assertThat(Files.readString(folder.resolve("ca.pem"))).isEqualTo(ca);
  }

  @Test
  void keysAreForTheirOwnerAlone() throws Exception {
    LocalCa.open(folder, List.of(), NOW);

    for (var key : List.of("ca.key", "server.key")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(key))))
          .isEqualTo("rw-------");
    }
  }
}
