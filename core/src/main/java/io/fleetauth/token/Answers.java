// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.Dialect;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.Ended;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Stores what the server answered. What the store does not take is kept until it does: the server
 * may have rotated the refresh token, and this is the only copy.
 */
final class Answers {

  private static final Logger log = LoggerFactory.getLogger(Answers.class);
  private static final Duration STORE_LIMIT = Duration.ofSeconds(10);

  private final TokenContext context;
  private final Consumer<RefreshToken> revocations;
  private final ConcurrentMap<DeviceId, Unsaved> unsaved = new ConcurrentHashMap<>();

  /**
   * @param revocations gets refresh tokens that are of no use any more
   */
  Answers(TokenContext context, Consumer<RefreshToken> revocations) {
    this.context = context;
    this.revocations = revocations;
  }

  /** Fails when the store does not answer in time. */
  <T> Mono<T> bounded(Mono<T> call) {
    Mono<T> late = Mono.error(() -> new IOException("the session store did not answer in time"));
    return call.timeout(STORE_LIMIT, late, context.timer());
  }

  /** Emits what is stored then: with the answer, or what another writer put in its way. */
  Mono<StoredSession> save(Unsaved answer) {
    unsaved.put(answer.before().key().device(), answer);
    StoredSession next = answer.next();
    return bounded(
            context.sessions().replace(next).flatMap(won -> won ? Mono.just(next) : merge(answer)))
        .doOnNext(stored -> saved(answer, stored));
  }

  private Mono<StoredSession> merge(Unsaved answer) {
    return context
        .sessions()
        .update(answer.before().key(), answer::mergedInto)
        .switchIfEmpty(Mono.fromSupplier(() -> removed(answer)));
  }

  /** Somebody removed the session: as good as signed out. */
  private StoredSession removed(Unsaved answer) {
    var ended = Ended.of(Ended.Reason.SIGNED_OUT, context.clock().instant(), null, null);
    return new StoredSession(answer.before().key(), answer.before().version() + 1, ended);
  }

  /** Emits whether there was an answer to store; fails when that fails again. */
  Mono<Boolean> settle(DeviceId device) {
    Unsaved answer = unsaved.get(device);
    if (answer == null) {
      return Mono.just(false);
    }
    return bounded(merge(answer)).doOnNext(stored -> saved(answer, stored)).thenReturn(true);
  }

  private void saved(Unsaved answer, StoredSession stored) {
    DeviceId device = stored.key().device();
    unsaved.remove(device, answer);
    SignedIn tokens = stored.session().tokens();
    if (tokens != null && answer.isIn(tokens)) {
      context.listener().refreshed(device, answer.answer().accessToken());
    } else if (tokens == null) {
      revoke(answer.answer().refreshToken(), stored);
    } else if (answer.isSupersededBy(tokens)) {
      supersede(answer.answer().refreshToken());
    }
  }

  /**
   * Gives up a refresh token in favour of a newer sign-in. Keycloak would revoke all that the user
   * granted to the client, the newer sign-in with it.
   */
  void supersede(@Nullable RefreshToken token) {
    if (token != null && context.registration().dialect() != Dialect.KEYCLOAK) {
      revocations.accept(token);
    }
  }

  private void revoke(@Nullable RefreshToken token, StoredSession stored) {
    boolean noted =
        stored.session() instanceof Ended ended && token != null && token.equals(ended.revoke());
    if (token != null && !noted) {
      revocations.accept(token);
    }
  }

  /** Returns the devices whose answers are still to be stored. */
  Collection<DeviceId> waiting() {
    return List.copyOf(unsaved.keySet());
  }

  /** Returns whether an answer of the device is still to be stored. */
  boolean isWaiting(DeviceId device) {
    return unsaved.containsKey(device);
  }

  /** Tells of what the store did not take before the end: never silent. */
  void reportLost() {
    unsaved.values().stream()
        .filter(answer -> answer.answer().refreshToken() != null)
        .forEach(this::lost);
  }

  private void lost(Unsaved answer) {
    log.error("{}: closed before the new refresh token was stored", answer.before().key());
    context.observer().rotationUncertain(context.registration().name());
  }

  void tellEnded(DeviceId device, Ended.Reason reason) {
    context.listener().sessionEnded(device, reason);
    String label = reason.name().toLowerCase(Locale.ROOT);
    context.observer().sessionEnded(context.registration().name(), label);
  }
}
