// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.util.Objects.requireNonNull;

import io.fleetauth.endpoint.TokenRequest.ClientCredentialsGrant;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.AccessToken;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A program that proves itself by a JWT of another issuer (federated identity): a cluster, a
 * pipeline, another cloud. Thread-safe.
 */
public final class ClientAssertionCredential implements Credential, AutoCloseable {

  private final AuthorityTokens tokens;

  private ClientAssertionCredential(AuthorityTokens tokens) {
    this.tokens = tokens;
  }

  /** Starts the description of one that asks over {@code transport}, which it never closes. */
  public static Builder builder(HttpTransport transport) {
    return new Builder(transport);
  }

  @Override
  public Mono<AccessToken> token(CredentialRequest request) {
    return tokens.token(request);
  }

  /** Forgets its tokens; later calls fail. */
  @Override
  public void close() {
    tokens.close();
  }

  /** Gathers what the credential needs. */
  public static final class Builder extends OAuthCredentialBuilder<Builder> {

    private @Nullable Supplier<Mono<String>> assertions;

    private Builder(HttpTransport transport) {
      super(transport);
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Gets the JWT; asked for each token request, on any thread, and must not block. Its failures
     * are passed on.
     */
    public Builder clientAssertion(Supplier<Mono<String>> source) {
      this.assertions = requireNonNull(source, "clientAssertion");
      return this;
    }

    public ClientAssertionCredential build() {
      var repetition = Repetition.of(transport);
      return new ClientAssertionCredential(
          tokens(
              authentication(client().clientId()),
              (server, request, claims) ->
                  repetition.redeem(
                      server, new ClientCredentialsGrant(request.scopes()).withClaims(claims))));
    }

    private AssertionAuthentication authentication(String clientId) {
      return new AssertionAuthentication(clientId, required(assertions, "clientAssertion"));
    }
  }
}
