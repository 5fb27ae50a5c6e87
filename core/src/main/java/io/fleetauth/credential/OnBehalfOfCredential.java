// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.util.Objects.requireNonNull;

import io.fleetauth.endpoint.ClientAuthentication;
import io.fleetauth.endpoint.TokenRequest.OnBehalfOfGrant;
import io.fleetauth.http.ClientAuthentications;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ClientSecret;
import io.fleetauth.oauth.UserAssertion;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A program that calls others for the user who called it, with the access token that the user came
 * with. One for each user's token: make it when a call comes in, close it when the call is
 * answered. Thread-safe.
 */
public final class OnBehalfOfCredential implements Credential, AutoCloseable {

  private final AuthorityTokens tokens;

  private OnBehalfOfCredential(AuthorityTokens tokens) {
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

  /** Gathers what the credential needs: the user's token and one proof of the program. */
  public static final class Builder extends OAuthCredentialBuilder<Builder> {

    private @Nullable UserAssertion user;
    private @Nullable Function<String, ClientAuthentication> proof;

    private Builder(HttpTransport transport) {
      super(transport);
    }

    @Override
    Builder self() {
      return this;
    }

    /** The access token with which the user called; issued for this program. */
    public Builder userAssertion(String accessToken) {
      this.user = new UserAssertion(required(accessToken, "userAssertion"));
      return this;
    }

    public Builder clientSecret(String value) {
      var secret = new ClientSecret(required(value, "clientSecret"));
      return proof(clientId -> ClientAuthentications.secretPost(clientId, secret));
    }

    /** Signs like {@link ClientCertificateCredential} by default does. */
    public Builder certificate(ClientCertificate certificate) {
      var source =
          new CertificateSource(requireNonNull(certificate, "certificate"), null, null)
              .on(Schedulers.boundedElastic());
      return proof(
          clientId ->
              new CertificateAuthentication(
                  clientId, source, AssertionSignature.PS256, false, transport.clock()));
    }

    /** Like {@link ClientAssertionCredential.Builder#clientAssertion}. */
    public Builder clientAssertion(Supplier<Mono<String>> source) {
      requireNonNull(source, "clientAssertion");
      return proof(clientId -> new AssertionAuthentication(clientId, source));
    }

    private Builder proof(Function<String, ClientAuthentication> given) {
      if (proof != null) {
        throw new IllegalArgumentException(
            "give one of clientSecret, certificate and clientAssertion");
      }
      this.proof = given;
      return this;
    }

    public OnBehalfOfCredential build() {
      UserAssertion assertion = required(user, "userAssertion");
      var authentication =
          required(proof, "clientSecret, certificate or clientAssertion")
              .apply(client().clientId());
      var repetition = Repetition.of(transport);
      return new OnBehalfOfCredential(
          tokens(
              authentication,
              (server, request, claims) ->
                  repetition.redeem(
                      server,
                      new OnBehalfOfGrant(assertion, request.scopes()).withClaims(claims))));
    }
  }
}
