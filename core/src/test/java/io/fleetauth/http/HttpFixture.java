// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.endpoint.TokenRequest;
import io.fleetauth.endpoint.TokenRequest.DeviceCodeGrant;
import io.fleetauth.endpoint.TokenRequest.RefreshTokenGrant;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.DeviceCode;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A server to ask, a client that asks it, and what is asked; all closed after each test. */
abstract class HttpFixture {

  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  static final Duration WAIT = Duration.ofSeconds(20);
  static final Scopes SCOPES = Scopes.of("openid api");
  static final String DEVICE_CODE = "dc-secret-1";
  static final String REFRESH_TOKEN = "rt-secret-1";

  static final TokenRequest POLL = new DeviceCodeGrant(new DeviceCode(DEVICE_CODE), SCOPES);
  static final TokenRequest REFRESH =
      new RefreshTokenGrant(new RefreshToken(REFRESH_TOKEN), SCOPES);

  static final String TOKENS =
      """
      {"access_token":"at-secret-1","token_type":"Bearer","expires_in":3600,
       "refresh_token":"rt-secret-2","id_token":"id-secret-1","scope":"openid api"}""";

  static final String CODES =
      """
      {"device_code":"dc-secret-1","user_code":"ABCD-EFGH","expires_in":900,"interval":5,
       "verification_uri":"https://as.example/device",
       "verification_uri_complete":"https://as.example/device?user_code=ABCD-EFGH"}""";

  final StubServer stub = new StubServer();
  private final List<HttpAuthorizationServer> clients = new ArrayList<>();

  HttpAuthorizationServer client() {
    return client(stub.registration(), HttpOptions.DEFAULTS);
  }

  HttpAuthorizationServer client(ClientRegistration registration) {
    return client(registration, HttpOptions.DEFAULTS);
  }

  HttpAuthorizationServer client(ClientRegistration registration, HttpOptions options) {
    var client =
        HttpAuthorizationServer.of(
            registration, options, CLOCK, Schedulers.parallel(), () -> "request-1");
    clients.add(client);
    return client;
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
    clients.forEach(client -> client.close().block(WAIT));
    stub.close();
  }
}
