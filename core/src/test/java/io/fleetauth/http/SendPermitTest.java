// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.endpoint.NotSentException;
import io.fleetauth.endpoint.SendPermit;
import io.fleetauth.http.HttpOptions.Limits;
import io.fleetauth.oauth.TokenSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class SendPermitTest extends HttpFixture {

  private final Sinks.Empty<Void> release = Sinks.empty();
  private final AtomicInteger asked = new AtomicInteger();
  private final HttpAuthorizationServer client =
      client(stub.registration(), HttpOptions.DEFAULTS.withLimits(new Limits(1, 10, 1 << 20)));

  private Mono<TokenSet> exchange(SendPermit permit) {
    return client.tokens().exchange(REFRESH).contextWrite(permit::in);
  }

  @Test
  void requestThatWaitedForAConnectionIsNotSentWithoutPermit() throws Exception {
    CompletableFuture<Void> first = new CompletableFuture<>();
    stub.on(
        "/token",
        (request, response) -> {
          asked.incrementAndGet();
          first.complete(null);
          return release.asMono().then(Mono.from(StubServer.reply(response, 200, TOKENS)));
        });
    CompletableFuture<TokenSet> held = exchange(() -> true).toFuture();
    first.get(WAIT.toSeconds(), TimeUnit.SECONDS);
    var permitted = new AtomicBoolean(true);
    CompletableFuture<Throwable> waiting =
        exchange(permitted::get)
            .<Throwable>map(sent -> new AssertionError("sent"))
            .onErrorResume(Mono::just)
            .toFuture();
    permitted.set(false);
    release.tryEmitEmpty();
    assertThat(waiting.get(WAIT.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(NotSentException.class);
    assertThat(held.join().accessToken().value()).isEqualTo("at-secret-1");
    assertThat(asked).hasValue(1);
    assertThat(exchange(() -> true).block(WAIT)).isNotNull(); // its connection is free again
  }

  @Test
  void requestWithoutAPermitInItsContextIsSent() {
    stub.on("/token", 200, TOKENS);
    assertThat(client.tokens().exchange(REFRESH).block(WAIT)).isNotNull();
  }
}
