// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.StubServer;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.time.VirtualClock;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A server of Entra's shape that gives a new token each time, and a transport in virtual time. */
abstract class CredentialFixture {

  static final Duration WAIT = Duration.ofSeconds(20);
  static final String TENANT = "contoso.example";
  static final String CLIENT = "client-1";
  static final String SECRET = "the-secret-&-of-the-client";
  static final CredentialRequest REQUEST = CredentialRequest.of("api://x/.default");
  static final String TOKEN_PATH = "/" + TENANT + "/oauth2/v2.0/token";

  final StubServer stub = new StubServer();
  final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  final HttpTransport transport =
      HttpTransport.of(HttpOptions.DEFAULTS, new VirtualClock(time), time);
  private final AtomicInteger given = new AtomicInteger();

  CredentialFixture() {
    answerTokens(TENANT);
  }

  /** Gives token-1, token-2 and so on, each good for an hour. */
  void answerTokens(String tenant) {
    stub.on(
        "/" + tenant + "/oauth2/v2.0/token",
        (request, response) -> StubServer.reply(response, 200, tokens()));
  }

  private String tokens() {
    return "{\"token_type\":\"Bearer\",\"expires_in\":3600,\"ext_expires_in\":3600,"
        + "\"access_token\":\"token-"
        + given.incrementAndGet()
        + "\"}";
  }

  URI host() {
    return URI.create(stub.base());
  }

  ClientSecretCredential.Builder secret() {
    return ClientSecretCredential.builder(transport)
        .authorityHost(host())
        .tenantId(TENANT)
        .clientId(CLIENT)
        .clientSecret(SECRET);
  }

  static String read(Credential credential) {
    return read(credential, REQUEST);
  }

  static String read(Credential credential, CredentialRequest request) {
    return credential.token(request).map(AccessToken::value).block(WAIT);
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
