// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fleetauth.endpoint.TokenRequest.RefreshTokenGrant;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Dialect;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.Ended;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

/**
 * Gets a token that is not in memory: from the store, else from the server, and then stored before
 * it is handed out. Runs as the one flight of its device.
 */
final class Renewals {

  private static final Logger log = LoggerFactory.getLogger(Renewals.class);

  /** How often the tokens of another writer are taken before the failure is passed on. */
  private static final int MAX_TURNS = 3;

  private static final int MAX_UNANSWERED = 100_000;

  private final TokenContext context;
  private final HotSessions hots;
  private final Answers answers;

  /** Refresh tokens that were sent, but the answer did not come. */
  private final Cache<DeviceId, RefreshToken> unanswered =
      Caffeine.newBuilder().maximumSize(MAX_UNANSWERED).build();

  Renewals(TokenContext context, HotSessions hots, Answers answers) {
    this.context = context;
    this.hots = hots;
    this.answers = answers;
  }

  /** One try for one device; {@code turn} counts how often others came between. */
  private record Try(
      Request request,
      StoredSession stored,
      SignedIn session,
      HotToken slot,
      Scopes scopes,
      int turn,
      long start) {

    DeviceId device() {
      return stored.key().device();
    }

    boolean isOwn() {
      return scopes.equals(session.scopes());
    }
  }

  /** Emits the token; empty when the request is met without one. */
  Mono<AccessToken> run(DeviceId device, Request request) {
    HotToken slot = hots.find(device, request.scopes());
    Pause pause = slot == null ? null : slot.pause();
    if (pause != null) {
      return Mono.error(pause.failure());
    }
    return answers
        .settle(device)
        .flatMap(settled -> fromStore(device, settled ? Request.token(request.scopes()) : request));
  }

  private Mono<AccessToken> fromStore(DeviceId device, Request request) {
    return find(device)
        .flatMap(
            found ->
                found.map(stored -> serve(request, stored, 0)).orElseGet(() -> absent(device)));
  }

  private Mono<Optional<StoredSession>> find(DeviceId device) {
    return answers.bounded(
        context
            .sessions()
            .find(context.key(device))
            .map(Optional::of)
            .defaultIfEmpty(Optional.empty()));
  }

  private Mono<AccessToken> absent(DeviceId device) {
    hots.forget(device);
    return Mono.error(new SignInRequiredException(device, null));
  }

  private Mono<AccessToken> serve(Request request, StoredSession stored, int turn) {
    SignedIn session = stored.session().tokens();
    if (session == null) {
      hots.end(stored);
      return Mono.error(signInRequired(stored));
    }
    Scopes scopes = request.scopes().isEmpty() ? session.scopes() : request.scopes();
    HotSession hot = hots.publish(stored, session, scopes);
    HotToken slot = hot.slot(scopes);
    AccessToken valid = slot == null ? null : valid(slot, session.accessToken(scopes));
    if (slot == null || hot.version() > stored.version()) {
      return overtaken(request, stored.key().device(), turn);
    }
    if (isMet(request, session, slot, valid)) {
      return Mono.justOrEmpty(valid);
    }
    return renew(new Try(request, stored, session, slot, scopes, turn, context.now()));
  }

  /** Somebody wrote while the store was read, perhaps a sign-out: it is read once more. */
  private Mono<AccessToken> overtaken(Request request, DeviceId device, int turn) {
    if (turn >= MAX_TURNS) {
      hots.forget(device); // of a record that was removed
      return Mono.error(new IOException("the session changes too fast"));
    }
    return find(device)
        .map(found -> found.map(stored -> serve(request, stored, turn + 1)))
        .flatMap(served -> served.orElseGet(() -> absent(device)));
  }

  /**
   * With memory full a session may be let go as soon as it comes: its token is good all the same.
   */
  private @Nullable AccessToken valid(HotToken slot, @Nullable AccessToken stored) {
    AccessToken valid = slot.valid();
    if (valid != null || stored == null || !slot.isClosed()) {
      return valid;
    }
    return Current.of(stored, context.time()) == null ? null : stored;
  }

  private boolean isMet(
      Request request, SignedIn session, HotToken slot, @Nullable AccessToken valid) {
    return switch (request.need()) {
      case TOKEN -> valid != null;
      case AHEAD -> slot.isFresh() || (slot.isClosed() && valid != null);
      case DUE -> session.dueAt() == null || session.dueAt().isAfter(context.clock().instant());
      case NEW_TOKEN -> false;
      case SETTLED -> true;
    };
  }

  private Mono<AccessToken> renew(Try now) {
    RefreshToken refreshToken = now.session().refreshToken();
    if (refreshToken == null) {
      AccessToken last = now.slot().valid();
      return last != null ? Mono.just(last) : expired(now);
    }
    return exchange(now, refreshToken);
  }

  private Mono<AccessToken> exchange(Try now, RefreshToken refreshToken) {
    var grant = new RefreshTokenGrant(refreshToken, wireScopes(now));
    return Mono.defer(() -> sent(grant))
        .materialize()
        .flatMap(signal -> answered(now, refreshToken, signal));
  }

  /** From here on each way must pass {@link #observe} once. */
  private Mono<TokenSet> sent(RefreshTokenGrant grant) {
    context.observer().refreshing(context.registration().name());
    return context.server().tokens().exchange(grant);
  }

  private Mono<AccessToken> expired(Try now) {
    return now.isOwn()
        ? end(now, Ended.Reason.EXPIRED)
        : Mono.error(new SignInRequiredException(now.device(), Ended.Reason.EXPIRED));
  }

  /** RFC 6749 section 6: no scope means what was granted; Entra wants it named. */
  private Scopes wireScopes(Try now) {
    boolean omit = now.isOwn() && context.registration().dialect() != Dialect.ENTRA;
    return omit ? Scopes.NONE : now.scopes();
  }

  private Mono<AccessToken> answered(Try now, RefreshToken used, Signal<TokenSet> signal) {
    TokenSet answer = signal.get();
    if (answer != null) {
      var unsaved = new Unsaved(context, now.stored(), now.session(), now.scopes(), answer);
      return answers
          .save(unsaved)
          .doOnError(failure -> failed(now, failure, "store"))
          .flatMap(stored -> saved(now, stored));
    }
    Throwable failure = signal.getThrowable();
    return refused(now, used, failure != null ? failure : new IOException("no answer"));
  }

  private Mono<AccessToken> saved(Try now, StoredSession stored) {
    unanswered.invalidate(now.device());
    observe(now, "refreshed");
    return again(now, stored);
  }

  /** Serves what is stored now, whoever wrote it. */
  private Mono<AccessToken> again(Try now, StoredSession stored) {
    if (now.turn() >= MAX_TURNS) {
      return Mono.error(new IOException("the session changes too fast"));
    }
    return serve(Request.token(now.request().scopes()), stored, now.turn() + 1);
  }

  private Mono<AccessToken> refused(Try now, RefreshToken used, Throwable failure) {
    if (Failures.refusesGrant(failure)) {
      return find(now.device())
          .doOnError(down -> failed(now, down, "store"))
          .flatMap(found -> reread(now, used, failure, found.orElse(null)));
    }
    if (Failures.mayHaveRotated(failure)) {
      unanswered.put(now.device(), used);
    }
    failed(now, failure, Failures.outcome(failure));
    return Mono.error(failure);
  }

  /** A refused grant counts only when the store holds no other one. */
  private Mono<AccessToken> reread(
      Try now, RefreshToken used, Throwable failure, @Nullable StoredSession found) {
    SignedIn session = found == null ? null : found.session().tokens();
    boolean isLast = session != null && used.equals(session.refreshToken());
    if (isLast && !now.isOwn()) { // other scopes may be refused where the session is good
      failed(now, failure, Failures.outcome(failure));
      return Mono.error(failure);
    }
    observe(now, Failures.outcome(failure));
    if (found == null) {
      return absent(now.device());
    }
    return isLast ? end(now, Ended.Reason.REVOKED) : again(now, found);
  }

  private Mono<AccessToken> end(Try now, Ended.Reason reason) {
    return answers
        .bounded(
            context.sessions().update(now.stored().key(), stored -> ended(now, stored, reason)))
        .doOnError(failure -> rest(now, failure, "store"))
        .flatMap(stored -> atEnd(now, stored, reason))
        .switchIfEmpty(Mono.defer(() -> absent(now.device())));
  }

  private @Nullable DeviceSession ended(
      Try now, @Nullable DeviceSession stored, Ended.Reason reason) {
    return Due.ended(stored, now.session(), reason, context.clock().instant());
  }

  private Mono<AccessToken> atEnd(Try now, StoredSession stored, Ended.Reason reason) {
    if (stored.session().tokens() != null) {
      return again(now, stored);
    }
    RefreshToken lost = unanswered.getIfPresent(now.device());
    if (lost != null && lost.equals(now.session().refreshToken())) {
      log.warn("{}: the answer that rotated the refresh token was lost", stored.key());
      context.observer().rotationUncertain(context.registration().name());
    }
    hots.end(stored);
    answers.tellEnded(now.device(), reason);
    return Mono.error(new SignInRequiredException(now.device(), reason));
  }

  private void failed(Try now, Throwable failure, String outcome) {
    observe(now, outcome);
    rest(now, failure, outcome);
  }

  private void rest(Try now, Throwable failure, String outcome) {
    now.slot().rest(failure);
    context.listener().refreshFailed(now.device(), Failures.problem(failure, outcome));
  }

  private void observe(Try now, String outcome) {
    context
        .observer()
        .refreshed(context.registration().name(), outcome, context.since(now.start()));
  }

  private static SignInRequiredException signInRequired(StoredSession stored) {
    Ended.Reason reason = stored.session() instanceof Ended ended ? ended.reason() : null;
    return new SignInRequiredException(stored.key().device(), reason);
  }
}
