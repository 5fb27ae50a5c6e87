// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.session.DeviceId;
import io.fleetauth.session.SealException;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Keeps the sessions in memory in step with the store: what another node renewed is served, what it
 * signed out is not. A session whose change can not be kept up with is let go, and read anew.
 */
final class StoreWatch {

  private static final int READ_AT_ONCE = 64;
  private static final int MOST_WAITING = 10_000;
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /** About two minutes: a store that is down for a while shall stop no reader of a valid token. */
  private static final int READS = 12;

  private static final Duration READ_AGAIN = Duration.ofSeconds(15);

  private final TokenContext context;
  private final HotSessions hots;
  private final Answers answers;
  private volatile boolean missed;

  StoreWatch(TokenContext context, HotSessions hots, Answers answers) {
    this.context = context;
    this.hots = hots;
    this.answers = answers;
  }

  /** Watches until cancelled. */
  Flux<Void> run() {
    return Flux.defer(this::changes)
        .filter(this::isHot)
        .map(SessionKey::device)
        .onBackpressureBuffer(MOST_WAITING, hots::forget, BufferOverflowStrategy.DROP_LATEST)
        .flatMap(this::reread, READ_AT_ONCE)
        .doOnError(failure -> missed = true)
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, AGAIN)
                .maxBackoff(AGAIN.multipliedBy(60))
                .scheduler(context.timer()));
  }

  /** After a watch that failed, anything may have changed. */
  private Flux<SessionKey> changes() {
    Flux<SessionKey> changes = context.sessions().watch();
    if (!missed) {
      return changes;
    }
    missed = false;
    return changes.mergeWith(Flux.fromIterable(hots.devices()).map(context::key));
  }

  private boolean isHot(SessionKey key) {
    return key.registration().equals(context.registration().name())
        && hots.find(key.device()) != null;
  }

  private Mono<Void> reread(DeviceId device) {
    return Mono.defer(() -> answers.bounded(context.sessions().find(context.key(device))))
        .doOnSuccess(stored -> changed(device, stored))
        .then()
        .retryWhen(
            Retry.backoff(READS, AGAIN)
                .maxBackoff(READ_AGAIN)
                .filter(failure -> !(failure instanceof SealException))
                .scheduler(context.timer()))
        .onErrorResume(failure -> unread(device, failure));
  }

  private Mono<Void> unread(DeviceId device, Throwable failure) {
    if (!(failure instanceof SealException)) {
      hots.forget(device);
    }
    return Mono.empty();
  }

  private void changed(DeviceId device, @Nullable StoredSession stored) {
    HotSession hot = hots.find(device);
    if (hot == null) {
      return;
    }
    if (stored == null) {
      hots.forget(device);
    } else if (stored.version() > hot.version()) {
      SignedIn tokens = stored.session().tokens();
      if (tokens == null) {
        hots.end(stored);
      } else {
        hots.publish(stored, tokens);
      }
    }
  }
}
