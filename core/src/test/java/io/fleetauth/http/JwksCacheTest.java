// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import io.fleetauth.oauth.Dialect;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.ConnectionProvider;

class JwksCacheTest extends HttpFixture {

  private static final String KEYS =
      """
      {"keys":[{"kty":"oct","kid":"%s","k":"AAAA"},{"kty":"unknown","kid":"x"}]}""";

  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final InstantSource source = now::get;
  private final Clock clock = source.withZone(ZoneOffset.UTC);
  private final ConnectionProvider connections =
      NettyClients.connections("test", HttpOptions.DEFAULTS);
  private final JwksCache cache =
      new JwksCache(
          new BackChannel(
              new HttpExchanges(
                  NettyClients.client(connections, HttpOptions.DEFAULTS),
                  HttpOptions.DEFAULTS,
                  clock,
                  Schedulers.parallel(),
                  () -> null),
              new ErrorResponses(Dialect.STANDARD, clock),
              ClientAuthentications.none("c"),
              Schedulers.parallel()),
          clock);

  @Test
  void sharesOneReadAmongCallersAtTheSameTime() {
    stub.on(
        "/keys",
        (request, response) ->
            Mono.delay(Duration.ofMillis(100))
                .thenMany(StubServer.reply(response, 200, KEYS.formatted("a")))
                .then());

    Flux.range(0, 10).flatMap(n -> cache.matching(key("a"), uri()), 10).blockLast(WAIT);

    assertThat(stub.count("/keys")).isEqualTo(1);
  }

  @Test
  void looksForAnUnknownKeyAtMostOnceAMinute() {
    stub.on("/keys", 200, KEYS.formatted("a"));
    assertThat(found("a")).isEqualTo(1);
    assertThat(found("b")).isZero();
    assertThat(stub.count("/keys")).isEqualTo(2);

    stub.on("/keys", 200, KEYS.formatted("b"));
    now.set(NOW.plusSeconds(59));
    assertThat(found("b")).isZero();
    assertThat(stub.count("/keys")).isEqualTo(2);

    now.set(NOW.plusSeconds(60));
    assertThat(found("b")).isEqualTo(1);
    assertThat(stub.count("/keys")).isEqualTo(3);
  }

  @Test
  void keepsTheOldKeysWhenNewOnesCanNotBeHad() {
    stub.on("/keys", 200, KEYS.formatted("a"));
    assertThat(found("a")).isEqualTo(1);

    stub.on("/keys", 500, "");
    now.set(NOW.plus(Duration.ofDays(2)));

    assertThat(found("a")).isEqualTo(1);
    assertThat(stub.count("/keys")).as("tried twice, once for the repetition").isEqualTo(3);
    assertThat(found("a")).isEqualTo(1);
    assertThat(stub.count("/keys")).isEqualTo(3);
  }

  @AfterEach
  void closeConnections() {
    connections.disposeLater().block(WAIT);
  }

  private int found(String id) {
    return cache.matching(key(id), uri()).block(WAIT).size();
  }

  private static JWKSelector key(String id) {
    return new JWKSelector(new JWKMatcher.Builder().keyID(id).build());
  }

  private URI uri() {
    return URI.create(stub.base() + "/keys");
  }
}
