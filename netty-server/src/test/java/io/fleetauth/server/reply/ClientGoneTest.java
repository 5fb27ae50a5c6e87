// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.reply;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/** A client that goes away in mid-request is no fault of the server. */
class ClientGoneTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Logger log = (Logger) LoggerFactory.getLogger(Router.class);
  private final ListAppender<ILoggingEvent> heard = new ListAppender<>();
  private final Sinks.Empty<Void> begun = Sinks.empty();
  private final Sinks.Empty<Void> closed = Sinks.empty();
  private final Sinks.Empty<Void> ended = Sinks.empty();
  private final DisposableServer server =
      HttpServer.create()
          .host("127.0.0.1")
          .port(0)
          .doOnConnection(connection -> connection.onDispose(closed::tryEmitEmpty))
          .handle(
              Router.builder()
                  .post("/form", call -> begin(call.form().map(form -> Reply.json("read"))))
                  .get(
                      "/late",
                      call -> begin(closed.asMono().thenReturn(Reply.json("nobody hears this"))))
                  .get("/bug", call -> Mono.error(new IOException("Connection reset by peer")))
                  .build())
          .bindNow();

  private Mono<Reply> begin(Mono<Reply> work) {
    return work.doOnSubscribe(s -> begun.tryEmitEmpty()).doFinally(end -> ended.tryEmitEmpty());
  }

  @BeforeEach
  void listen() {
    log.setLevel(Level.DEBUG);
    heard.start();
    log.addAppender(heard);
  }

  @AfterEach
  void stop() {
    log.detachAppender(heard);
    log.setLevel(null);
    server.disposeNow();
  }

  /** Sends the beginning of a request and goes away when its handler has begun. */
  private void leave(String request, int linger) throws IOException {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoLinger(linger >= 0, Math.max(0, linger)); // 0 resets
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      socket.getOutputStream().flush();
      begun.asMono().block(LIMIT);
    }
    closed.asMono().then(ended.asMono()).block(LIMIT);
    server.disposeNow(LIMIT); // after it nothing is logged any more
  }

  private List<Level> levels() {
    return heard.list.stream().map(ILoggingEvent::getLevel).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0})
  void inTheMiddleOfItsBody(int linger) throws Exception {
    leave("POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\na=1", linger);
    assertThat(levels()).containsExactly(Level.DEBUG);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0})
  void beforeItsAnswer(int linger) throws Exception {
    leave("GET /late HTTP/1.1\r\nHost: a\r\n\r\n", linger);
    assertThat(levels()).containsExactly(Level.DEBUG);
  }

  @Test
  void aFailureWhileTheClientIsThereIsAnErrorWhateverItSays() {
    int status =
        HttpClient.create()
            .get()
            .uri("http://127.0.0.1:" + server.port() + "/bug")
            .response()
            .block(LIMIT)
            .status()
            .code();
    assertThat(status).isEqualTo(500);
    assertThat(levels()).containsExactly(Level.ERROR);
  }
}
