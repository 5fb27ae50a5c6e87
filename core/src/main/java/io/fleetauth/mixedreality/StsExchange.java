// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.mixedreality;

import io.fleetauth.http.Members;
import io.fleetauth.http.Response;
import io.fleetauth.http.ServiceAnswer;
import io.fleetauth.http.ServiceException;
import io.fleetauth.http.ServiceRequest;
import io.fleetauth.http.UnverifiedClaims;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Asks the service for a token of the account; keeps none.
 *
 * @param address of the token
 * @param service sends a request with the proof of who asks, again where that helps
 */
record StsExchange(
    URI address, Function<ServiceRequest, Mono<ServiceAnswer>> service, Clock clock) {

  private static final String MEMBER = "AccessToken";

  /** One call: however often it is sent, its correlation vector is the same. */
  Mono<Response<AccessToken>> token() {
    return Mono.fromSupplier(this::request).flatMap(service).map(this::read);
  }

  private ServiceRequest request() {
    return ServiceRequest.of("Mixed Reality token", "GET", address)
        .header("X-MRC-CV", CorrelationVector.next());
  }

  private Response<AccessToken> read(ServiceAnswer answer) {
    if (answer.status() != 200) {
      throw ServiceException.of(answer);
    }
    Members body = answer.json();
    String value = body.required(MEMBER);
    Instant expiresAt = UnverifiedClaims.expiresAt(value);
    if (expiresAt == null) {
      throw body.malformed(MEMBER, "is not a JWT that says when it expires");
    }
    return Response.of(
        answer, new AccessToken(value, "Bearer", Scopes.NONE, clock.instant(), expiresAt, null));
  }
}
