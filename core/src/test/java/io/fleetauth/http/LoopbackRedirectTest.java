// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What may come to the port of a redirect, byte by byte. */
class LoopbackRedirectTest {

  private final CompletableFuture<URI> opened = new CompletableFuture<>();
  private CompletableFuture<Map<String, String>> answer;
  private int port;

  @BeforeEach
  void open() throws Exception {
    answer =
        new LoopbackRedirect(URI.create("http://localhost:0/back"))
            .await("state-1", uri -> Mono.fromRunnable(() -> opened.complete(uri)), Mono::just)
            .toFuture();
    port = opened.get(20, TimeUnit.SECONDS).getPort();
  }

  @AfterEach
  void close() {
    answer.cancel(true);
  }

  @Test
  void emitsTheParametersAndClosesThePort() throws Exception {
    assertThat(opened.get()).hasPath("/back").hasHost("localhost").hasScheme("http");

    String page = send("GET /back?state=state-1&code=a%2Bb HTTP/1.1", "localhost:" + port);

    assertThat(page).startsWith("HTTP/1.1 200").contains("You are signed in");
    assertThat(page).contains("no-store").contains("default-src 'none'");
    assertThat(answer.get(20, TimeUnit.SECONDS))
        .isEqualTo(Map.of("state", "state-1", "code", "a+b"));
    assertThatThrownBy(() -> new Socket("127.0.0.1", port).close()).isInstanceOf(IOException.class);
  }

  /** Any program or page on the machine may knock; nothing of it ends the sign-in. */
  @ParameterizedTest
  @CsvSource({
    "GET /back?state=other&code=c HTTP/1.1, localhost, 400",
    "GET /back?code=c HTTP/1.1, localhost, 400",
    "GET /back HTTP/1.1, localhost, 400",
    "GET /back?state=state-1&state=state-1&code=c HTTP/1.1, localhost, 400",
    "GET /back?state=state-1&code=c&code=d HTTP/1.1, localhost, 400",
    "GET /favicon.ico HTTP/1.1, localhost, 404",
    "GET /?state=state-1&code=c HTTP/1.1, localhost, 404",
    "POST /back?state=state-1&code=c HTTP/1.1, localhost, 404",
    "GET /back?state=state-1&code=c HTTP/1.1, evil.example, 400"
  })
  void refusesWhatIsNotTheAnswer(String line, String host, int status) throws Exception {
    assertThat(send(line, host)).startsWith("HTTP/1.1 " + status);
    assertThat(answer).isNotDone();

    assertThat(send("GET /back?state=state-1&code=c HTTP/1.1", "127.0.0.1:" + port))
        .startsWith("HTTP/1.1 200");
    assertThat(answer.get(20, TimeUnit.SECONDS)).containsEntry("code", "c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://localhost",
        "http://example.com",
        "http://localhost.evil.example",
        "http://localhost/x?y",
        "http://localhost/#x",
        "http://u@localhost",
        "localhost"
      })
  void refusesOtherAddresses(String uri) {
    assertThatThrownBy(() -> new LoopbackRedirect(URI.create(uri)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redirectUri");
  }

  @Test
  void saysThatThePortIsTaken() {
    var second = new LoopbackRedirect(URI.create("http://localhost:" + port));

    assertThatThrownBy(
            () -> second.await("s", uri -> Mono.empty(), Mono::just).block(Duration.ofSeconds(20)))
        .hasCauseInstanceOf(IOException.class)
        .hasMessageContaining("the port can not be opened");
  }

  private String send(String line, String host) throws IOException {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      String request = line + "\r\nHost: " + host + "\r\nContent-Length: 0\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }
}
