// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.http.HttpOptions.Limits;
import io.fleetauth.http.HttpOptions.Timeouts;
import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.TokenSet;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.channel.AbortedException;
import reactor.netty.tcp.TcpServer;

class NetworkFailuresTest extends HttpFixture {

  private static final HttpOptions HASTY =
      HttpOptions.DEFAULTS.withTimeouts(
          new Timeouts(Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofMillis(400)));

  @Test
  void refusedConnection() {
    int port = stub.port();
    stub.close();

    Throwable failure = failure(client(at("127.0.0.1", port)).tokens().exchange(REFRESH));

    assertThat(failure)
        .isInstanceOf(IOException.class)
        .hasMessage("can not connect to 127.0.0.1:" + port);
  }

  @Test
  void unknownHost() {
    Throwable failure = failure(client(at("nowhere.localhost", 1)).tokens().exchange(REFRESH));

    assertThat(failure).isInstanceOf(IOException.class);
    assertThat(failure.getMessage()).contains("nowhere.localhost").doesNotContain(REFRESH_TOKEN);
  }

  @ParameterizedTest
  @CsvSource({"-1, closed the connection before its answer", "0, lost"})
  void connectionThatEndsBeforeTheAnswerIsNotTriedAgain(int linger, String problem) {
    var connections = new AtomicInteger();
    DisposableServer closing =
        TcpServer.create()
            .host("127.0.0.1")
            .port(0)
            .childOption(ChannelOption.SO_LINGER, linger) // 0 resets the connection
            .doOnConnection(connection -> connections.incrementAndGet())
            .handle((in, out) -> in.receive().take(1).then())
            .bindNow();
    try {
      Throwable failure =
          failure(client(at("127.0.0.1", closing.port())).tokens().exchange(REFRESH));

      assertThat(failure)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + closing.port())
          .hasMessageContaining(problem);
      assertThat(connections).as("a refresh token is sent once").hasValue(1);
    } finally {
      closing.disposeNow();
    }
  }

  @Test
  void whatIsNotHttpIsMalformed() {
    DisposableServer babble =
        TcpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle((in, out) -> out.sendString(Mono.just("SSH-2.0-babble s3cret\r\n\r\n")))
            .bindNow();
    try {
      assertThat(failure(client(at("127.0.0.1", babble.port())).tokens().exchange(REFRESH)))
          .isInstanceOf(MalformedResponseException.class)
          .hasMessageContaining("is not HTTP");
    } finally {
      babble.disposeNow();
    }
  }

  @Test
  void slowAnswer() {
    stub.on("/token", (request, response) -> Mono.never());

    Throwable failure = failure(client(stub.registration(), HASTY).tokens().exchange(REFRESH));

    assertThat(failure)
        .isInstanceOf(IOException.class)
        .hasMessage("no answer from 127.0.0.1:" + stub.port() + " in time");
    assertThat(stub.count("/token")).isEqualTo(1);
  }

  @Test
  void bodyThatDripsForEver() {
    stub.on(
        "/token",
        (request, response) ->
            response.sendString(Flux.interval(Duration.ofMillis(50)).map(n -> " "), UTF_8));

    assertThat(failure(client(stub.registration(), HASTY).tokens().exchange(REFRESH)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in time");
  }

  @Test
  void fullQueueIsNamed() {
    stub.on("/token", (request, response) -> Mono.never());
    var options =
        HASTY
            .withLimits(new Limits(1, 1, 1000))
            .withTimeouts(
                new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofMillis(300)));
    var client = client(stub.registration(), options);

    CompletableFuture<TokenSet> inFlight = client.tokens().exchange(REFRESH).toFuture();
    CompletableFuture<TokenSet> queued = client.tokens().exchange(REFRESH).toFuture();
    Throwable refused = failure(client.tokens().exchange(REFRESH));
    Throwable waited = failure(Mono.fromFuture(queued));
    inFlight.cancel(true);

    assertThat(refused)
        .isInstanceOf(LimitExceededException.class)
        .hasMessage("limit reached: max-exchanges-queued = 1");
    assertThat(waited)
        .isInstanceOf(LimitExceededException.class)
        .hasMessage("limit reached: max-exchanges-in-flight = 1");
  }

  @Test
  void neverMoreInFlightThanAllowed() {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    stub.on(
        "/token",
        (request, response) -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          return Mono.delay(Duration.ofMillis(20))
              .doOnNext(tick -> running.decrementAndGet())
              .thenMany(StubServer.reply(response, 200, TOKENS))
              .then();
        });
    var client =
        client(stub.registration(), HttpOptions.DEFAULTS.withLimits(new Limits(3, 100, 10_000)));

    Flux.range(0, 30).flatMap(n -> client.tokens().exchange(REFRESH), 30).blockLast(WAIT);

    assertThat(most).hasValue(3);
    assertThat(stub.count("/token")).isEqualTo(30);
  }

  /** By another type the engine would take the refresh token for surely unspent. */
  @Test
  void connectionThatWasClosedWhileTheRequestWasWrittenIsLost() {
    HttpCall call = HttpCall.get("token response", URI.create("http://127.0.0.1:1/token"));
    var aborted = new AbortedException(new ClosedChannelException());

    assertThat(Failures.of(call, aborted, Limits.DEFAULTS))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(ConnectException.class)
        .hasMessage("connection to 127.0.0.1:1 lost");
  }

  private static ClientRegistration at(String host, int port) {
    String base = "http://" + host + ":" + port;
    return ClientRegistration.of(
        new AuthorizationServerMetadata(
            base, URI.create(base + "/token"), URI.create(base + "/device"), null, null, null),
        "client-1");
  }
}
