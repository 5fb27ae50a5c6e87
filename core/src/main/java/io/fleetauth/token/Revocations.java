// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.Ended;
import io.fleetauth.session.SessionKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Revokes the refresh tokens of ended sessions upstream, again until that is done. */
final class Revocations {

  /** With the back-off more than three days. */
  static final int MAX_ATTEMPTS = 16;

  private static final Logger log = LoggerFactory.getLogger(Revocations.class);

  private final TokenContext context;

  Revocations(TokenContext context) {
    this.context = context;
  }

  /** Tries once; the session then says that it is done, or when to try again. */
  Mono<Void> attempt(SessionKey key, Ended ended) {
    RefreshToken token = ended.revoke();
    if (token == null) {
      return Mono.empty();
    }
    return once(token)
        .then(change(key, token, Ended::revoked))
        .onErrorResume(failure -> change(key, token, before -> failed(key, before, failure)));
  }

  /** Revokes a token that no session holds; one try. */
  Mono<Void> once(RefreshToken token) {
    return Mono.defer(() -> context.server().revocation().revoke(token));
  }

  private Mono<Void> change(SessionKey key, RefreshToken token, EndedChange change) {
    return Mono.defer(
        () -> context.sessions().update(key, stored -> changed(stored, token, change)).then());
  }

  private static @Nullable DeviceSession changed(
      @Nullable DeviceSession stored, RefreshToken token, EndedChange change) {
    boolean same = stored instanceof Ended ended && token.equals(ended.revoke());
    return same && stored instanceof Ended ended ? change.apply(ended) : stored;
  }

  private Ended failed(SessionKey key, Ended ended, Throwable failure) {
    int attempts = ended.attempts() + 1;
    if (attempts >= MAX_ATTEMPTS) {
      log.warn("{}: gave revocation up after {} attempts: {}", key, attempts, failure.toString());
      return ended.revoked();
    }
    Duration wait = BackOff.revocation(attempts, context.jitter().getAsDouble());
    return ended.tryingAgain(context.clock().instant().plus(wait));
  }

  /** A step of the story of a revocation. */
  @FunctionalInterface
  private interface EndedChange {
    Ended apply(Ended before);
  }
}
