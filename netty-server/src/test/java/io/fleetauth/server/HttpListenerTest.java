// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.server.tls.LocalCa;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.tcp.SslProvider.ProtocolSslContextSpec;

/** Bytes on the wire: what is bounded, and how a port is closed. */
@Timeout(30)
class HttpListenerTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Sinks.One<String> slow = Sinks.one();
  private final Sinks.Empty<Void> asked = Sinks.empty();
  private HttpListener listener;

  @BeforeEach
  void start() {
    listener =
        HttpListener.bind(new HttpListener.Address("127.0.0.1", 0, ""), null, this::answer).block();
  }

  @AfterEach
  void stop() {
    listener.close(Duration.ofMillis(1));
  }

  private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
    if (request.uri().equals("/slow")) {
      asked.tryEmitEmpty();
      return response.sendString(slow.asMono()).then();
    }
    return request.receive().then(response.sendString(Mono.just(request.scheme())).then());
  }

  /** Sends bytes as they are and returns the first line of the answer. */
  private String firstLine(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    byte[] answer = new byte[4096];
    int length = socket.getInputStream().read(answer);
    return length < 0
        ? "closed"
        : new String(answer, 0, length, StandardCharsets.ISO_8859_1).lines().findFirst().get();
  }

  private Socket connect() throws IOException {
    return new Socket("127.0.0.1", listener.port());
  }

  @Test
  void answerUnderWayEndsBeforeThePortIsClosed() throws Exception {
    try (Socket socket = connect()) {
      socket.getOutputStream().write("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
      asked.asMono().block(LIMIT);
      var closing = CompletableFuture.runAsync(() -> listener.close(LIMIT));
      slow.tryEmitValue("late but whole");

      String answer = new String(socket.getInputStream().readAllBytes());
      closing.get(5, TimeUnit.SECONDS);

      assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("late but whole");
    }
  }

  @Test
  void connectionsThatClientsKeepAreClosed() throws Exception {
    try (Socket idle = connect()) {
      assertThat(firstLine(idle, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo("HTTP/1.1 200 OK");
      drain(idle);

      listener.close(LIMIT);

      assertThat(idle.getInputStream().read()).isEqualTo(-1);
    }
  }

  private static void drain(Socket socket) throws IOException {
    while (socket.getInputStream().available() > 0) {
      socket.getInputStream().read();
    }
  }

  @Test
  void answerThatNeverComesIsCutOffAtTheLimit() throws Exception {
    try (Socket stuck = connect()) {
      stuck.getOutputStream().write("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n".getBytes());
      asked.asMono().block(LIMIT);

      listener.close(Duration.ofMillis(200));

      assertThat(stuck.getInputStream().readAllBytes()).asString().doesNotContain("200 OK");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          too long a line             | GET /%LONG% HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n                    | HTTP/1.1 414 Request-URI Too Long
          too long a header           | GET / HTTP/1.1\\r\\nHost: a\\r\\nX: %LONG%\\r\\n\\r\\n              | HTTP/1.1 431 Request Header Fields Too Large
          not HTTP                    | hello\\r\\n\\r\\n                                                 | HTTP/1.1 400 Bad Request
          two different lengths       | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nxx | HTTP/1.1 400 Bad Request
          a negative length           | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: -1\\r\\n\\r\\n    | HTTP/1.1 400 Bad Request
          a blank before the colon    | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length : 1\\r\\n\\r\\nx    | HTTP/1.1 400 Bad Request
          forwarded by nobody we know | GET / HTTP/1.1\\r\\nHost: a\\r\\nX-Forwarded-Proto: https\\r\\n\\r\\n | HTTP/1.1 200 OK
          """)
  void requestThatMakesNoSense(String what, String request, String answer) throws IOException {
    String bytes = request.replace("\\r\\n", "\r\n").replace("%LONG%", "x".repeat(20_000));
    try (Socket socket = connect()) {
      assertThat(firstLine(socket, bytes)).as(what).isEqualTo(answer);
    }
  }

  @ParameterizedTest
  @CsvSource({"H2, HTTP/2.0", "HTTP11, HTTP/1.1"})
  void https_is_spoken_as_the_client_asks(
      HttpProtocol protocol, String version, @TempDir Path folder) throws IOException {
    LocalCa ca = LocalCa.open(folder, List.of(), Clock.systemUTC());
    var address = new HttpListener.Address("127.0.0.1", 0, "");
    HttpListener secured = HttpListener.bind(address, ca.serverContext(), this::answer).block();
    String spoken =
        HttpClient.newConnection()
            .protocol(protocol)
            .secure(spec -> spec.sslContext(trusting(ca, protocol)))
            .get()
            .uri("https://localhost:" + secured.port() + "/")
            .responseSingle(
                (head, body) -> body.asString().map(scheme -> head.version() + " " + scheme))
            .block(LIMIT);
    secured.close(LIMIT);

    assertThat(spoken).isEqualTo(version + " https");
  }

  private static ProtocolSslContextSpec trusting(LocalCa ca, HttpProtocol protocol) {
    File certificate = ca.certificate().toFile();
    return protocol == HttpProtocol.H2
        ? Http2SslContextSpec.forClient().configure(tls -> tls.trustManager(certificate))
        : Http11SslContextSpec.forClient().configure(tls -> tls.trustManager(certificate));
  }
}
