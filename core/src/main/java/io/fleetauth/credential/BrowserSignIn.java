// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.util.Objects.requireNonNull;

import io.fleetauth.endpoint.AuthorizationServer;
import io.fleetauth.endpoint.TokenRequest.AuthorizationCodeGrant;
import io.fleetauth.http.LoopbackRedirect;
import io.fleetauth.oauth.AuthorizationCode;
import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.TokenSet;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Signs a person in with a browser: authorization code with PKCE over a loopback redirect.
 *
 * @param redirect where the browser brings the answer
 * @param browser opens an address; may block
 * @param limit how long the person may take
 * @param blocking where secrets are drawn and the browser is opened
 * @param timer counts the time
 */
record BrowserSignIn(
    String clientId,
    LoopbackRedirect redirect,
    Consumer<URI> browser,
    @Nullable String loginHint,
    Duration limit,
    SecureRandom random,
    Scheduler blocking,
    Scheduler timer) {

  private static final Scopes OPENID = Scopes.of("openid");
  private static final Pattern CODE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,100}");
  private static final Pattern WORDS = Pattern.compile("[^\\x20-\\x7E]+");
  private static final int MAX_WORDS = 300;

  /**
   * Emits the tokens of whoever signed in; the ID token was verified.
   *
   * @param claims the {@code claims} parameter, or {@code null}
   */
  Mono<TokenSet> tokens(AuthorizationServer server, Scopes scopes, @Nullable String claims) {
    Mono<AuthorizationRequest> fresh =
        Mono.fromCallable(() -> AuthorizationRequest.create(random, scopes, claims))
            .subscribeOn(blocking);
    return server
        .discovery()
        .metadata()
        .zipWith(fresh, (metadata, request) -> new Trip(this, server, metadata, request))
        .flatMap(Trip::tokens)
        .timeout(limit, timer)
        .onErrorMap(TimeoutException.class, failure -> tooLate());
  }

  private CredentialUnavailableException tooLate() {
    return new CredentialUnavailableException(
        "browser: nobody signed in within " + limit.toSeconds() + " s");
  }

  /** One trip of the browser. */
  private record Trip(
      BrowserSignIn signIn,
      AuthorizationServer server,
      AuthorizationServerMetadata metadata,
      AuthorizationRequest request) {

    Mono<TokenSet> tokens() {
      URI endpoint = metadata.authorizationEndpoint();
      if (endpoint == null) {
        return Mono.error(
            new MalformedResponseException(
                "metadata of " + metadata.issuer() + ": authorization_endpoint is missing"));
      }
      var asked = new AtomicReference<URI>();
      return signIn
          .redirect()
          .await(
              request.state(),
              redirectUri -> {
                asked.set(redirectUri);
                return open(endpoint, redirectUri);
              },
              answer -> redeem(answer, requireNonNull(asked.get())));
    }

    private Mono<Void> open(URI endpoint, URI redirectUri) {
      URI address = request.uri(endpoint, signIn.clientId(), redirectUri, signIn.loginHint());
      return Mono.<Void>fromRunnable(() -> signIn.browser().accept(address))
          .subscribeOn(signIn.blocking());
    }

    private Mono<TokenSet> redeem(Map<String, String> answer, URI redirectUri) {
      AuthorizationCode code = code(answer);
      var grant =
          new AuthorizationCodeGrant(code, redirectUri, request.codeVerifier(), request.scopes());
      return AuthorityTokens.redeem(server, grant.withClaims(request.claims()), request.nonce())
          .doOnNext(this::requireIdToken);
    }

    /** Without it the nonce would not have been checked. */
    private void requireIdToken(TokenSet tokens) {
      if (tokens.idToken() == null && request.scopes().containsAll(OPENID)) {
        throw new MalformedResponseException("token response: id_token is missing");
      }
    }

    /** RFC 6749 section 4.1.2, RFC 9207 section 2.4; the state was compared before. */
    private AuthorizationCode code(Map<String, String> answer) {
      String issuer = answer.get("iss");
      if (issuer != null && !issuer.equals(metadata.issuer())) {
        throw new MalformedResponseException(
            "authorization response: iss is not " + metadata.issuer());
      }
      String error = answer.get("error");
      if (error != null) {
        throw refused(error, answer.get("error_description"));
      }
      String code = answer.get("code");
      if (code == null || code.isBlank()) {
        throw new MalformedResponseException("authorization response: code is missing");
      }
      return new AuthorizationCode(code);
    }

    private static RuntimeException refused(String error, @Nullable String description) {
      if (!CODE.matcher(error).matches()) {
        return new MalformedResponseException("authorization response: error makes no sense");
      }
      return new OAuthException(
          new ErrorCode(error), description == null ? null : shown(description));
    }

    private static String shown(String description) {
      String words = WORDS.matcher(description).replaceAll(" ");
      return words.length() > MAX_WORDS ? words.substring(0, MAX_WORDS) + "…" : words;
    }
  }
}
