// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.recordings.Tunnel;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpServer;

class ProxyTest extends HttpFixture {

  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\ncontent-length: " + TOKENS.length() + "\r\n\r\n" + TOKENS;

  private final List<String> received = new CopyOnWriteArrayList<>();

  @Test
  void goesThroughTheProxy() {
    DisposableServer proxy = proxy("HTTP/1.1 200 Connected\r\n\r\n");
    try {
      assertThat(through(proxy).tokens().exchange(REFRESH).block(WAIT)).isNotNull();
      assertThat(received.get(0)).startsWith("CONNECT as.localhost:7 HTTP/1.1");
    } finally {
      proxy.disposeNow();
    }
  }

  @Test
  void saysWhenTheProxyRefuses() {
    DisposableServer proxy = proxy("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n");
    try {
      assertThat(failure(through(proxy).tokens().exchange(REFRESH)))
          .isInstanceOf(IOException.class)
          .hasMessage("can not connect to as.localhost:7");
    } finally {
      proxy.disposeNow();
    }
  }

  @Test
  void showsItsCredentialsToTheProxyOnly() {
    stub.on("/token", 200, TOKENS);
    String basic = "Basic " + Base64.getEncoder().encodeToString("who:proxy-s3cret".getBytes());
    try (var proxy = new Tunnel(stub.port(), basic)) {
      var known = new HttpProxy(proxy.address(), "who", "proxy-s3cret");

      assertThat(through(known).tokens().exchange(REFRESH).block(WAIT)).isNotNull();

      assertThat(proxy.heads()).hasSize(1).first().asString().startsWith("CONNECT as.localhost:7 ");
      assertThat(stub.last().headers().contains("proxy-authorization")).isFalse();
      assertThat(known.toString()).contains("who").doesNotContain("proxy-s3cret");
    }
  }

  @Test
  void saysWhenTheProxyDoesNotTakeItsCredentials() {
    try (var proxy = new Tunnel(stub.port(), "Basic other")) {
      var wrong = new HttpProxy(proxy.address(), "who", "proxy-s3cret");

      assertThat(failure(through(wrong).tokens().exchange(REFRESH)))
          .isInstanceOf(IOException.class)
          .hasMessage("can not connect to as.localhost:7: the proxy wants other credentials");
      assertThat(stub.asked()).isEmpty();
    }
  }

  @Test
  void refusesCredentialsThatCanNotBeSent() {
    HttpProxy proxy = HttpProxy.at("127.0.0.1", 1);

    assertThatThrownBy(() -> proxy.withCredentials("a:b", "c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("user of a proxy must not have a colon");
    assertThatThrownBy(() -> new HttpProxy(proxy.address(), "a", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("user and password of a proxy go together");
  }

  private HttpAuthorizationServer through(DisposableServer proxy) {
    return through(HttpProxy.at("127.0.0.1", proxy.port()));
  }

  private HttpAuthorizationServer through(HttpProxy proxy) {
    String base = "http://as.localhost:7";
    var metadata =
        new AuthorizationServerMetadata(base, URI.create(base + "/token"), null, null, null, null);
    return client(ClientRegistration.of(metadata, "c"), HttpOptions.DEFAULTS.withProxy(proxy));
  }

  private DisposableServer proxy(String connected) {
    return TcpServer.create()
        .host("127.0.0.1")
        .port(0)
        .handle(
            (in, out) ->
                in.receive()
                    .asString()
                    .doOnNext(received::add)
                    .map(chunk -> answer(chunk, connected))
                    .concatMap(answer -> out.sendString(Mono.just(answer)).then()))
        .bindNow();
  }

  private static String answer(String chunk, String connected) {
    if (chunk.startsWith("CONNECT")) {
      return connected;
    }
    return chunk.contains("grant_type") ? ANSWER : "";
  }
}
