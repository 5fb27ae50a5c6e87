// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import io.fleetauth.oauth.MalformedResponseException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The keys of one authorization server, RFC 7517 section 5. Fetched when first needed, after a day,
 * and when a key is not among them, then at most once in {@link #COOL_DOWN}; the old keys stay when
 * that fails. Callers at the same time share one fetch. Thread-safe.
 */
final class JwksCache {

  static final Duration COOL_DOWN = Duration.ofMinutes(1);
  static final Duration MAX_AGE = Duration.ofHours(24);

  private record Copy(JWKSet keys, Instant fetchedAt) {}

  private final BackChannel channel;
  private final Clock clock;
  private final Mono<Copy> fetch;
  private volatile @Nullable URI address;
  private volatile @Nullable Copy copy;
  private volatile Instant refetchedAt = Instant.MIN;

  JwksCache(BackChannel channel, Clock clock) {
    this.channel = channel;
    this.clock = clock;
    // kept for nobody, but shared by those who come while it runs
    this.fetch = Mono.defer(this::fetchNow).cacheInvalidateIf(done -> true);
  }

  /** Emits the keys that fit, perhaps none. */
  Mono<List<JWK>> matching(JWKSelector selector, URI jwksUri) {
    return Mono.defer(() -> current(selector, jwksUri)).map(found -> selector.select(found.keys()));
  }

  private Mono<Copy> current(JWKSelector selector, URI jwksUri) {
    address = jwksUri;
    Copy known = copy;
    if (known == null) {
      return fetch;
    }
    boolean fits = !selector.select(known.keys()).isEmpty();
    return (fits && isYoung(known)) || isCoolingDown()
        ? Mono.just(known)
        : fetch.onErrorReturn(known);
  }

  private boolean isYoung(Copy known) {
    return clock.instant().isBefore(known.fetchedAt().plus(MAX_AGE));
  }

  private boolean isCoolingDown() {
    return clock.instant().isBefore(refetchedAt.plus(COOL_DOWN));
  }

  private Mono<Copy> fetchNow() {
    if (copy != null) {
      refetchedAt = clock.instant();
    }
    URI from = requireNonNull(address, "address");
    return channel.get("key set", from).map(this::read).doOnNext(fetched -> copy = fetched);
  }

  private Copy read(HttpAnswer answer) {
    try {
      return new Copy(JWKSet.parse(answer.body()), clock.instant());
    } catch (ParseException e) {
      throw new MalformedResponseException(answer.label() + " is not a JWK set");
    }
  }
}
