// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.util.Objects.requireNonNull;

import io.fleetauth.http.HttpService;
import io.fleetauth.http.RequestSigner;
import io.fleetauth.http.ServiceAnswer;
import io.fleetauth.http.ServiceRequest;
import io.fleetauth.oauth.MalformedResponseException;
import reactor.core.publisher.Mono;

/**
 * Sends requests to a service with the access token of a credential, RFC 6750 section 2.1. One
 * token for all tries of a request; a claims challenge (continuous access evaluation) is answered
 * once, any other 401 is final. Thread-safe.
 */
public final class CredentialService {

  private final HttpService service;
  private final Credential credential;
  private final CredentialRequest wanted;

  /**
   * @param wanted what the credential is asked for when there is no challenge
   */
  public CredentialService(HttpService service, Credential credential, CredentialRequest wanted) {
    this.service = requireNonNull(service, "service");
    this.credential = requireNonNull(credential, "credential");
    this.wanted = requireNonNull(wanted, "wanted");
  }

  /** Like {@link HttpService#send}; errors besides are those of the credential. */
  public Mono<ServiceAnswer> send(ServiceRequest request) {
    return send(request, wanted).flatMap(answer -> satisfied(request, answer));
  }

  private Mono<ServiceAnswer> send(ServiceRequest request, CredentialRequest asked) {
    return credential
        .token(asked)
        .switchIfEmpty(Mono.error(() -> new MalformedResponseException("no token was given")))
        .map(token -> request.header("Authorization", "Bearer " + token.value()))
        .flatMap(authorized -> service.send(authorized, RequestSigner.NONE));
  }

  private Mono<ServiceAnswer> satisfied(ServiceRequest request, ServiceAnswer answer) {
    String challenge = answer.status() == 401 ? answer.header("www-authenticate") : null;
    String claims = challenge == null ? null : ClaimsChallenge.claims(challenge);
    return claims == null ? Mono.just(answer) : send(request, wanted.withClaims(claims));
  }
}
