// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static java.util.Objects.requireNonNull;

import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.UnverifiedClaims;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.token.RefreshPolicy;
import io.fleetauth.token.RenewalContext;
import io.fleetauth.token.RenewedTokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The token that clients of Communication services (chat, calling) show: one that is given, or one
 * that a refresher gets again and again. It is kept in memory, one refresh at a time, and renewed
 * ahead of its expiry while it is used; {@link Builder#refreshProactively} renews it also when
 * nobody reads it. A refresh that fails is tried again, and the old token served until it expires.
 * All of a program share the timer of their transport. Thread-safe.
 */
public final class CommunicationTokenCredential implements AutoCloseable {

  private static final String ONLY = "communication";
  private static final Duration AHEAD = Duration.ofMinutes(10);

  private final Supplier<Mono<AccessToken>> source;
  private final Runnable end;
  private volatile boolean closed;

  private CommunicationTokenCredential(Supplier<Mono<AccessToken>> source, Runnable end) {
    this.source = source;
    this.end = end;
  }

  /**
   * Hands on a token as it is, also when it is expired; it is never renewed.
   *
   * @throws IllegalArgumentException when it is not a JWT with an expiry
   */
  public static CommunicationTokenCredential of(String token) {
    Mono<AccessToken> given = Mono.just(given(token, "token", Instant.EPOCH));
    return new CommunicationTokenCredential(() -> given, () -> {});
  }

  /** Starts the description of one that is renewed on the time of {@code transport}. */
  public static Builder builder(HttpTransport transport) {
    return new Builder(transport);
  }

  /**
   * Emits a valid token, from memory as a rule. Errors: those of the refresher (for a while after
   * one it is told again without asking), {@code MalformedResponseException} when it gives a token
   * that is expired or no JWT with an expiry, {@code EngineClosedException} after {@link #close}.
   */
  public Mono<AccessToken> token() {
    return closed ? Mono.error(EngineClosedException::new) : source.get();
  }

  /** Forgets the token and refreshes no more; later reads fail. Idempotent. */
  @Override
  public void close() {
    closed = true;
    end.run();
  }

  private static AccessToken given(String token, String name, Instant now) {
    AccessToken read = read(requireNonNull(token, name), now);
    if (read == null) {
      throw new IllegalArgumentException(name + " is not a JWT with an expiry");
    }
    return read;
  }

  private static @Nullable AccessToken read(String token, Instant now) {
    Instant expiresAt = UnverifiedClaims.expiresAt(token);
    return expiresAt == null
        ? null
        : new AccessToken(token, "Bearer", Scopes.NONE, now, expiresAt, null);
  }

  /** Says where tokens come from. */
  public static final class Builder {

    private final HttpTransport transport;
    private final Clock clock;
    private @Nullable Mono<AccessToken> refresher;
    private @Nullable String initial;
    private boolean proactive;

    private Builder(HttpTransport transport) {
      this.transport = requireNonNull(transport, "transport");
      this.clock = transport.clock();
    }

    /**
     * Gets tokens from the program, as a rule from its own server.
     *
     * @param tokens emits a new one for each subscription: a JWT
     */
    public Builder refresher(Mono<String> tokens) {
      this.refresher = requireNonNull(tokens, "refresher").map(this::refreshed);
      return this;
    }

    /** Gets tokens for a person who signs in with Microsoft Entra. */
    public Builder refresher(EntraTokenExchange exchange) {
      this.refresher =
          requireNonNull(exchange, "refresher").exchange().map(CommunicationUserToken::token);
      return this;
    }

    /** Begins with a token that is there; one that is expired is passed over. */
    public Builder initialToken(String token) {
      this.initial = requireNonNull(token, "initialToken");
      return this;
    }

    /**
     * Refreshes also when nobody reads: ten minutes before the expiry, but not before half of the
     * life is over. Begins when it is built.
     */
    public Builder refreshProactively() {
      this.proactive = true;
      return this;
    }

    /**
     * @throws IllegalArgumentException when there is no refresher, or the initial token is not a
     *     JWT with an expiry
     */
    public CommunicationTokenCredential build() {
      if (refresher == null) {
        throw new IllegalArgumentException("refresher is required");
      }
      Mono<AccessToken> origin = refresher.map(this::timed);
      RenewalContext context =
          RenewalContext.of(clock, transport.timer(), transport.jitter())
              .withPolicy(proactive ? RefreshPolicy.ALWAYS : RefreshPolicy.WHILE_USED);
      var tokens = new RenewedTokens<String>(context, only -> origin);
      if (initial != null) {
        tokens.offer(ONLY, timed(given(initial, "initialToken", clock.instant())));
      }
      if (proactive && tokens.peek(ONLY) == null) {
        tokens.prefetch(ONLY);
      }
      return new CommunicationTokenCredential(() -> tokens.token(ONLY), tokens::close);
    }

    private AccessToken refreshed(String token) {
      AccessToken read = read(token, clock.instant());
      if (read == null) {
        throw new MalformedResponseException("the refreshed token is not a JWT with an expiry");
      }
      return read;
    }

    private AccessToken timed(AccessToken token) {
      return proactive ? token.withRefreshAt(refreshAt(token)) : token;
    }

    private static Instant refreshAt(AccessToken token) {
      Instant half = token.obtainedAt().plus(token.lifetime().dividedBy(2));
      Instant ahead = token.expiresAt().minus(AHEAD);
      return half.isAfter(ahead) ? half : ahead;
    }
  }
}
