// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.mixedreality;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpOptions.Timeouts;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.Retries;
import io.fleetauth.http.StubServer;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.time.VirtualClock;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A service that gives a new token of a day each time, and a transport in virtual time. */
abstract class StsFixture {

  static final Duration WAIT = Duration.ofSeconds(20);
  static final Duration DAY = Duration.ofDays(1);
  static final UUID ACCOUNT = UUID.fromString("0b3f3a52-9c61-4a0e-8a57-3d1c2b4e5f60");
  static final String KEY = "c2VjcmV0+b2Yt/dGhl:YWNjb3VudA==";
  static final String PATH =
      "/Accounts/" + ACCOUNT + "/token?api-version=" + MixedRealityStsClient.API_VERSION;

  /** Virtual hours pass while a real answer is on its way. */
  private static final HttpOptions PATIENT =
      HttpOptions.DEFAULTS.withTimeouts(new Timeouts(WAIT, DAY, WAIT));

  final StubServer stub = new StubServer();
  final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  final HttpTransport transport = HttpTransport.of(PATIENT, new VirtualClock(time), time);
  private final AtomicInteger given = new AtomicInteger();

  StsFixture() {
    stub.on(PATH, (request, response) -> StubServer.reply(response, 200, body(token(DAY))));
  }

  static String body(String token) {
    return "{\"AccessToken\":\"" + token + "\"}";
  }

  /** Returns the next token: its id counts from 1. */
  String token(Duration life) {
    long expiresAt = new VirtualClock(time).instant().plus(life).getEpochSecond();
    return jwt("{\"jti\":\"" + given.incrementAndGet() + "\",\"exp\":" + expiresAt + "}");
  }

  static String jwt(String claims) {
    return encoded("{\"alg\":\"RS256\"}") + "." + encoded(claims) + ".c2lnbmF0dXJl";
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  URI endpoint() {
    return URI.create(stub.base());
  }

  /** Starts one that asks the stub, without a proof and without retries. */
  MixedRealityStsClient.Builder bare() {
    return bare(transport);
  }

  MixedRealityStsClient.Builder bare(HttpTransport over) {
    return MixedRealityStsClient.builder(over)
        .accountId(ACCOUNT)
        .endpoint(endpoint())
        .retries(Retries.NONE);
  }

  MixedRealityStsClient withKey() {
    return bare().accountKey(KEY).build();
  }

  static AccessToken read(MixedRealityStsClient client) {
    return client.token().block(WAIT);
  }

  /** Returns the failure; a success is an error. */
  static Throwable failure(Mono<?> mono) {
    return mono.<Throwable>map(value -> new AssertionError("succeeded: " + value))
        .switchIfEmpty(Mono.just(new AssertionError("completed empty")))
        .onErrorResume(Mono::just)
        .block(WAIT);
  }

  @AfterEach
  void closeAll() {
    transport.close().block(WAIT);
    stub.close();
  }
}
