// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import io.fleetauth.endpoint.ClientAuthentication;
import io.fleetauth.endpoint.TokenRequest.ClientCredentialsGrant;
import io.fleetauth.http.ClientAuthentications;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ClientAuthenticationMethod;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.ClientSecret;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A program that proves itself by a secret, RFC 6749 section 4.4. Thread-safe. */
public final class ClientSecretCredential implements Credential, AutoCloseable {

  private final AuthorityTokens tokens;

  private ClientSecretCredential(AuthorityTokens tokens) {
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

    private @Nullable ClientSecret secret;
    private boolean basic;

    private Builder(HttpTransport transport) {
      super(transport);
    }

    @Override
    Builder self() {
      return this;
    }

    /** The secret; may be left out when the registration has one. */
    public Builder clientSecret(String value) {
      this.secret = new ClientSecret(required(value, "clientSecret"));
      return this;
    }

    /** Sends id and secret as HTTP Basic, not in the body. */
    public Builder basicAuthentication() {
      this.basic = true;
      return this;
    }

    public ClientSecretCredential build() {
      var repetition = Repetition.of(transport);
      return new ClientSecretCredential(
          tokens(
              authentication(client()),
              (server, request, claims) ->
                  repetition.redeem(
                      server, new ClientCredentialsGrant(request.scopes()).withClaims(claims))));
    }

    private ClientAuthentication authentication(ClientRegistration client) {
      boolean known = client.authentication() != ClientAuthenticationMethod.NONE;
      if (secret == null && known) {
        return ClientAuthentications.of(client);
      }
      ClientSecret given = required(secret, "clientSecret");
      return basic
          ? ClientAuthentications.secretBasic(client.clientId(), given)
          : ClientAuthentications.secretPost(client.clientId(), given);
    }
  }
}
