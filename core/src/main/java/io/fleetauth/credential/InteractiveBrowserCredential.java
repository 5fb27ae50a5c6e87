// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.util.Objects.requireNonNull;

import io.fleetauth.endpoint.ClientAuthentication;
import io.fleetauth.http.ClientAuthentications;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.LoopbackRedirect;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.token.RenewalContext;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A person who signs in with the browser of this machine: authorization code with PKCE over a
 * loopback redirect, RFC 8252. The first token opens the browser; later ones come from memory or by
 * the refresh token, which is kept in memory only. One browser is opened at a time.
 *
 * <p>Errors besides those of {@link Credential}: {@link CredentialUnavailableException} when nobody
 * signed in in time or there is no browser. Who cancels while the browser is awaited closes the
 * port. Thread-safe.
 */
public final class InteractiveBrowserCredential implements Credential, AutoCloseable {

  /** How long a person may take unless said otherwise. */
  public static final Duration DEFAULT_LIMIT = Duration.ofMinutes(5);

  private final BrowserTokens tokens;

  private InteractiveBrowserCredential(BrowserTokens tokens) {
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

  /** Forgets its tokens, and closes the port of a sign-in under way; later calls fail. */
  @Override
  public void close() {
    tokens.close();
  }

  /** Gathers what the credential needs. */
  public static final class Builder extends OAuthCredentialBuilder<Builder> {

    private LoopbackRedirect redirect = LoopbackRedirect.DEFAULT;
    private Consumer<URI> browser = new SystemBrowser();
    private Duration limit = DEFAULT_LIMIT;
    private Scheduler blocking = Schedulers.boundedElastic();
    private @Nullable String loginHint;

    private Builder(HttpTransport transport) {
      super(transport);
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Where the browser comes back to, as registered: http on a loopback host; without a port, or
     * with port 0, any that is free. {@code http://localhost} by default.
     */
    public Builder redirectUri(URI uri) {
      this.redirect = new LoopbackRedirect(requireNonNull(uri, "redirectUri"));
      return this;
    }

    /**
     * Opens the address in another way, or does not open it but shows it; may block. What it throws
     * ends the sign-in.
     */
    public Builder openBrowser(Consumer<URI> way) {
      this.browser = requireNonNull(way, "openBrowser");
      return this;
    }

    /** How long a person may take; five minutes by default. */
    public Builder limit(Duration value) {
      if (requireNonNull(value, "limit").isNegative() || value.isZero()) {
        throw new IllegalArgumentException("limit must be positive, was " + value);
      }
      this.limit = value;
      return this;
    }

    /** Proposes a user name to the person. */
    public Builder loginHint(@Nullable String userName) {
      this.loginHint = userName;
      return this;
    }

    /** Opens the browser there; by default on the bounded elastic scheduler. */
    public Builder blocking(Scheduler replacement) {
      this.blocking = requireNonNull(replacement, "blocking");
      return this;
    }

    public InteractiveBrowserCredential build() {
      var client = client();
      ClientAuthentication authentication = ClientAuthentications.of(client);
      var signIn =
          new BrowserSignIn(
              client.clientId(),
              redirect,
              browser,
              loginHint,
              limit,
              new SecureRandom(),
              blocking,
              transport.timer());
      var context = RenewalContext.of(transport.clock(), transport.timer(), transport.jitter());
      return new InteractiveBrowserCredential(
          new BrowserTokens(authorities(authentication), context, signIn, client.scopes()));
    }
  }
}
