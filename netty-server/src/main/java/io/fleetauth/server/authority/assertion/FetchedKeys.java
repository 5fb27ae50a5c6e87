// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.assertion;

import com.nimbusds.jose.jwk.JWKSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keys of one issuer: fetched when first needed, after a day, and when a key is not among them,
 * then at most once a minute; the old ones stay when that fails. Callers at the same time share one
 * fetch. Thread-safe.
 */
final class FetchedKeys {

  static final Duration COOL_DOWN = Duration.ofMinutes(1);
  private static final Duration MAX_AGE = Duration.ofHours(24);

  private record Copy(JWKSet keys, Instant fetchedAt) {}

  private final JwksDocument document;
  private final Clock clock;
  private final Mono<Copy> fetch;
  private volatile @Nullable Copy copy;
  private volatile Instant triedAgainAt = Instant.MIN;

  FetchedKeys(JwksDocument document, Clock clock) {
    this.document = document;
    this.clock = clock;
    // kept for nobody, but shared by those who come while it runs
    this.fetch = Mono.defer(this::fetchNow).cacheInvalidateIf(done -> true);
  }

  /** Emits the keys; fetches them again before, if none of the known ones fits. */
  Mono<JWKSet> current(Predicate<JWKSet> fits) {
    return Mono.defer(() -> copy(fits)).map(Copy::keys);
  }

  private Mono<Copy> copy(Predicate<JWKSet> fits) {
    var known = copy;
    if (known == null) {
      return fetch;
    }
    var now = clock.instant();
    boolean good = fits.test(known.keys()) && now.isBefore(known.fetchedAt().plus(MAX_AGE));
    return good || now.isBefore(triedAgainAt.plus(COOL_DOWN))
        ? Mono.just(known)
        : fetch.onErrorReturn(AssertionException.class, known);
  }

  private Mono<Copy> fetchNow() {
    var now = clock.instant();
    if (copy != null) {
      triedAgainAt = now;
    }
    return document.read().map(keys -> new Copy(keys, now)).doOnNext(fetched -> copy = fetched);
  }
}
