// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import com.nimbusds.jose.util.Base64URL;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.StubServer;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.time.VirtualClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A server that answers what a test wants, and a transport in virtual time. */
abstract class CommunicationFixture {

  static final Duration WAIT = Duration.ofSeconds(20);
  static final String KEY = "YWNjZXNzLWtleS1udW1iZXItb25lLTAxMjM0NTY3ODk=";
  static final String QUERY = "?api-version=2023-10-01";
  static final Scopes CHAT = Scopes.of(CommunicationScopes.CHAT);
  static final CommunicationUserIdentifier USER = new CommunicationUserIdentifier("8:acs:r_u");
  static final String USER_PATH = "/identities/8%3Aacs%3Ar_u";

  final StubServer stub = new StubServer();
  final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  final VirtualClock clock = new VirtualClock(time);
  final HttpTransport transport = HttpTransport.of(HttpOptions.DEFAULTS, clock, time);

  URI endpoint() {
    return URI.create(stub.base());
  }

  CommunicationIdentityClient.Builder builder() {
    return CommunicationIdentityClient.builder(transport).endpoint(endpoint());
  }

  CommunicationIdentityClient.Builder signed() {
    return builder().accessKey(AccessKey.of(KEY));
  }

  /** Returns a JWT that nobody signed. */
  static String jwt(String number, Instant expiresAt) {
    String claims = "{\"n\":\"" + number + "\",\"exp\":" + expiresAt.getEpochSecond() + "}";
    return Base64URL.encode("{\"alg\":\"RS256\"}") + "." + Base64URL.encode(claims) + ".c2ln";
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
