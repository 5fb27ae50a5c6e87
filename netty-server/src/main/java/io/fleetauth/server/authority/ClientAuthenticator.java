// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toUnmodifiableMap;

import io.fleetauth.server.authority.AuthorityConfig.Client;
import io.fleetauth.server.authority.Tenants.Tenant;
import io.fleetauth.server.authority.assertion.AssertionException;
import io.fleetauth.server.authority.assertion.ClientAssertions;
import io.fleetauth.server.authority.assertion.ClientAssertions.Registered;
import io.fleetauth.server.reply.BasicCredentials;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Finds out which client asks, RFC 6749 section 2.3: by post, by Basic, by assertion (RFC 7523), or
 * public by its id.
 */
final class ClientAuthenticator {

  private static final String MISSING =
      "The request body must contain: 'client_assertion' or 'client_secret'.";

  private final Map<String, Client> clients;
  private final ClientAssertions assertions;
  private final Scheduler workers;

  ClientAuthenticator(List<Client> clients, ClientAssertions assertions, Scheduler workers) {
    this.clients = clients.stream().collect(toUnmodifiableMap(Client::id, Function.identity()));
    this.assertions = assertions;
    this.workers = workers;
  }

  /** A client that is who it says. */
  record Authenticated(Client client, ClientProof proof) {}

  /** Returns null when there is no such client. */
  @Nullable Client find(String id) {
    return clients.get(id);
  }

  /** Emits the client; a confidential one has shown its secret or an assertion. */
  Mono<Authenticated> authenticate(Call call, Parameters form, Tenant tenant) {
    var basic = call.basic();
    var assertion = assertion(form);
    var client = known(id(basic, form, assertion));
    if (assertion == null) {
      var shown = basic == null ? form.get("client_secret") : basic.secret();
      return Mono.just(new Authenticated(client, bySecret(client, shown)));
    }
    if (basic != null || form.has("client_secret")) {
      throw new RefusedException(
          Refusal.MALFORMED_REQUEST, "A client authenticates in one way only.");
    }
    return byAssertion(client, assertion, tenant);
  }

  private static @Nullable String assertion(Parameters form) {
    var assertion = form.get("client_assertion");
    var type = form.get("client_assertion_type");
    if (assertion == null && type == null) {
      return null;
    }
    if (assertion == null || !ClientAssertions.TYPE.equals(type)) {
      throw new RefusedException(
          Refusal.MALFORMED_REQUEST,
          "'client_assertion' and 'client_assertion_type' (%s) belong together."
              .formatted(ClientAssertions.TYPE));
    }
    return assertion;
  }

  private static String id(
      @Nullable BasicCredentials basic, Parameters form, @Nullable String assertion) {
    var posted = form.get("client_id");
    if (basic == null) {
      return posted == null && assertion != null ? subject(assertion) : form.require("client_id");
    }
    if (posted != null && !posted.equals(basic.name())) {
      throw new RefusedException(
          Refusal.INVALID_REQUEST, "client_id differs from the Authorization header.");
    }
    return basic.name();
  }

  private static String subject(String assertion) {
    try {
      return ClientAssertions.subject(assertion);
    } catch (AssertionException e) {
      throw refused(e);
    }
  }

  private Client known(String id) {
    var client = clients.get(id);
    if (client == null) {
      throw new RefusedException(Refusal.UNKNOWN_CLIENT, "The application is not known.");
    }
    return client;
  }

  private static ClientProof bySecret(Client client, @Nullable String shown) {
    if (client.isPublic()) {
      return ClientProof.NONE;
    }
    var secret = client.secret();
    if (shown == null || shown.isEmpty()) {
      throw new RefusedException(Refusal.SECRET_MISSING, MISSING);
    }
    if (secret == null || !MessageDigest.isEqual(secret.getBytes(UTF_8), shown.getBytes(UTF_8))) {
      throw new RefusedException(Refusal.WRONG_SECRET, "Invalid client secret provided.");
    }
    return ClientProof.SECRET;
  }

  private Mono<Authenticated> byAssertion(Client client, String assertion, Tenant tenant) {
    if (client.isPublic()) {
      throw new RefusedException(
          Refusal.PUBLIC_CLIENT,
          "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.");
    }
    var registered =
        new Registered(client.id(), client.certificates(), client.federatedCredentials());
    var audiences = Set.of(tenant.url("/oauth2/v2.0/token"), tenant.issuer());
    return assertions
        .verify(registered, assertion, audiences)
        .subscribeOn(workers)
        .onErrorMap(AssertionException.class, ClientAuthenticator::refused)
        .thenReturn(new Authenticated(client, ClientProof.ASSERTION));
  }

  private static RefusedException refused(AssertionException e) {
    var refusal =
        switch (e.problem()) {
          case MALFORMED -> Refusal.ASSERTION_MALFORMED;
          case OTHER_CLIENT -> Refusal.ASSERTION_OF_OTHER_CLIENT;
          case NOT_SIGNED_BY_REGISTERED_KEY -> Refusal.ASSERTION_KEY_UNKNOWN;
          case NOT_IN_TIME -> Refusal.ASSERTION_NOT_IN_TIME;
          case OTHER_AUDIENCE -> Refusal.ASSERTION_AUDIENCE;
          case REPLAYED -> Refusal.ASSERTION_REPLAYED;
          case NOT_FEDERATED -> Refusal.NOT_FEDERATED;
          case UNKNOWN_ISSUER -> Refusal.FEDERATED_ISSUER;
          case UNKNOWN_SUBJECT -> Refusal.FEDERATED_SUBJECT;
          case UNKNOWN_AUDIENCE -> Refusal.FEDERATED_AUDIENCE;
          case KEYS_UNAVAILABLE -> Refusal.ISSUER_UNREACHABLE;
        };
    return new RefusedException(refusal, e.text());
  }

  /** As {@link #authenticate}, for calls that public clients may not make. */
  Mono<Authenticated> authenticateConfidential(Call call, Parameters form, Tenant tenant) {
    return authenticate(call, form, tenant)
        .doOnNext(
            asked -> {
              if (asked.client().isPublic()) {
                throw new RefusedException(
                    Refusal.SECRET_MISSING, "Only a confidential client may ask this.");
              }
            });
  }
}
