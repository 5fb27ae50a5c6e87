// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.assertion;

import io.fleetauth.http.HttpService;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * Tells whether a {@code client_assertion} proves who the client is, RFC 7523 section 3. Verifies
 * signatures on the thread of the subscriber; thread-safe.
 */
public final class ClientAssertions {

  /** Value of {@code client_assertion_type}; RFC 7523 section 2.2. */
  public static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private final CertificateAssertions certificates;
  private final FederatedAssertions federated;

  /**
   * @param http fetches the keys of federated issuers
   */
  public ClientAssertions(HttpService http, Clock clock) {
    this.certificates = new CertificateAssertions(clock);
    this.federated = new FederatedAssertions(new IssuerKeys(http, clock), clock);
  }

  /**
   * What a client registered. Empty lists where it has none.
   *
   * @param id client id
   */
  public record Registered(
      String id,
      List<ClientCertificate> certificates,
      List<FederatedCredential> federatedCredentials) {}

  /**
   * Returns whom the assertion speaks of, unproved: for requests without {@code client_id}.
   *
   * @throws AssertionException when it is no JWT
   */
  public static String subject(String assertion) {
    var subject = Assertion.parse(assertion).claims().getSubject();
    return subject == null ? "" : subject;
  }

  /**
   * Completes when the assertion proves it, else fails with {@link AssertionException}.
   *
   * @param audiences values of {@code aud} by which clients name this server
   */
  public Mono<Void> verify(Registered client, String assertion, Set<String> audiences) {
    return Mono.defer(
        () -> {
          var parsed = Assertion.parse(assertion);
          if (isForeign(parsed, client)) {
            return federated.verify(parsed, client.federatedCredentials());
          }
          certificates.verify(parsed, client.id(), client.certificates(), audiences);
          return Mono.empty();
        });
  }

  /** A URL is no client id: who shows it means federation, even if the client has none. */
  private static boolean isForeign(Assertion assertion, Registered client) {
    var issuer = assertion.claims().getIssuer();
    return issuer != null
        && !issuer.equals(client.id())
        && (!client.federatedCredentials().isEmpty() || issuer.contains("://"));
  }
}
