// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.endpoint.NotSentException;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.session.Claim;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.Ended;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import io.fleetauth.token.ClaimedExchanges.Exchanged;
import io.fleetauth.token.Claims.Taken;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
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

  /** Looks again for a token that another was about to renew. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  /** How often the tokens of another writer are taken before the failure is passed on. */
  private static final int MAX_TURNS = 3;

  private final TokenContext context;
  private final HotSessions hots;
  private final Answers answers;
  private final Claims claims;
  private final ClaimedExchanges exchanges;
  private final Mono<Void> closing;

  /**
   * @param closing completes when nobody is to be waited for any more
   */
  Renewals(
      TokenContext context,
      HotSessions hots,
      Answers answers,
      Claims claims,
      Turns turns,
      Mono<Void> closing) {
    this.context = context;
    this.hots = hots;
    this.answers = answers;
    this.claims = claims;
    this.exchanges = new ClaimedExchanges(context, claims, turns);
    this.closing = closing;
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
                found
                    .map(stored -> serve(request, stored, Progress.begun(context.now())))
                    .orElseGet(() -> absent(device)));
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

  private Mono<AccessToken> serve(Request request, StoredSession stored, Progress progress) {
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
      return overtaken(request, stored.key().device(), progress);
    }
    if (isMet(request, session, slot, valid)) {
      return Mono.justOrEmpty(valid);
    }
    return renew(new Try(request, stored, session, slot, scopes, progress, context.now()));
  }

  /** Somebody wrote while the store was read, perhaps a sign-out: it is read once more. */
  private Mono<AccessToken> overtaken(Request request, DeviceId device, Progress progress) {
    if (progress.turn() >= MAX_TURNS) {
      hots.forget(device); // of a record that was removed
      return Mono.error(new IOException("the session changes too fast"));
    }
    return find(device)
        .map(found -> found.map(stored -> serve(request, stored, progress.turned())))
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
    return claims.isBarred(now.device(), now.session()) ? barred(now) : spend(now, refreshToken);
  }

  private Mono<AccessToken> spend(Try now, RefreshToken refreshToken) {
    return exchanges
        .spend(now, refreshToken)
        .doOnError(failure -> unspent(now, failure))
        .flatMap(exchanged -> spent(now, refreshToken, exchanged));
  }

  private void unspent(Try now, Throwable failure) {
    if (failure instanceof LimitExceededException) {
      rest(now, failure, Failures.outcome(failure));
    } else if (!(failure instanceof EngineClosedException)) {
      rest(now, failure, "store");
    }
  }

  private Mono<AccessToken> spent(Try now, RefreshToken refreshToken, Exchanged exchanged) {
    Taken taken = exchanged.taken();
    if (taken == null) {
      return overtaken(now.request(), now.device(), now.progress());
    }
    Signal<TokenSet> answer = exchanged.answer();
    return answer == null
        ? startOver(now.request(), now, claims.giveBack(taken, false))
        : answered(now.claimed(taken, exchanged.sentAt()), refreshToken, taken, answer);
  }

  /**
   * Another is about to renew the session. Only a reader who has no valid token waits for that; one
   * who has gets it, and the others have nothing to do.
   */
  private Mono<AccessToken> barred(Try now) {
    AccessToken valid = now.slot().valid();
    return switch (now.request().need()) {
      case AHEAD -> valid == null ? awaited(now) : leftToOther(now, valid);
      case DUE, SETTLED -> Mono.error(new BarredException());
      case TOKEN, NEW_TOKEN -> awaited(now);
    };
  }

  private Mono<AccessToken> leftToOther(Try now, AccessToken valid) {
    now.slot().wakeIn(LOOK_AGAIN.toMillis());
    return Mono.just(valid);
  }

  private Mono<AccessToken> awaited(Try now) {
    Progress progress = now.progress();
    if (context.since(progress.start()).compareTo(claims.length().multipliedBy(2)) > 0) {
      return Mono.error(new IOException("another node does not come to an end with the session"));
    }
    Mono<Void> closed = closing.then(Mono.error(EngineClosedException::new));
    return Mono.firstWithSignal(claims.next(now.stored(), progress.looks()), closed)
        .then(Mono.defer(() -> find(now.device())))
        .flatMap(found -> after(now, found.orElse(null)));
  }

  private Mono<AccessToken> after(Try now, @Nullable StoredSession found) {
    return found == null
        ? absent(now.device())
        : serve(still(now, found), found, now.progress().waited());
  }

  /** Another's new token is as good as an own one. */
  private static Request still(Try now, StoredSession found) {
    SignedIn tokens = found.session().tokens();
    AccessToken before = now.session().accessToken(now.scopes());
    boolean renewed = tokens != null && !Objects.equals(before, tokens.accessToken(now.scopes()));
    return renewed ? Request.token(now.request().scopes()) : now.request();
  }

  private Mono<AccessToken> expired(Try now) {
    return now.isOwn()
        ? end(now, Ended.Reason.EXPIRED)
        : Mono.error(new SignInRequiredException(now.device(), Ended.Reason.EXPIRED));
  }

  private Mono<AccessToken> answered(
      Try now, RefreshToken used, Taken taken, Signal<TokenSet> signal) {
    TokenSet answer = signal.get();
    if (answer != null) {
      var unsaved = new Unsaved(context, now.stored(), now.session(), now.scopes(), answer);
      return answers
          .save(unsaved)
          .doOnError(failure -> failed(now, failure, "store"))
          .flatMap(stored -> saved(now, stored));
    }
    Throwable failure = signal.getThrowable();
    return refused(now, used, taken, failure != null ? failure : new IOException("no answer"));
  }

  private Mono<AccessToken> saved(Try now, StoredSession stored) {
    observe(now, "refreshed");
    return again(now, stored);
  }

  /** Serves what is stored now, whoever wrote it. */
  private Mono<AccessToken> again(Try now, StoredSession stored) {
    if (now.progress().turn() >= MAX_TURNS) {
      return Mono.error(new IOException("the session changes too fast"));
    }
    return serve(Request.token(now.request().scopes()), stored, now.progress().turned());
  }

  private Mono<AccessToken> refused(Try now, RefreshToken used, Taken taken, Throwable failure) {
    if (Failures.refusesGrant(failure)) {
      return find(now.device())
          .doOnError(down -> failed(now, down, "store"))
          .flatMap(found -> reread(now, used, taken, failure, found.orElse(null)));
    }
    return failure instanceof NotSentException
        ? notSent(now, taken, failure)
        : failed(now, taken, failure);
  }

  private Mono<AccessToken> failed(Try now, Taken taken, Throwable failure) {
    failed(now, failure, Failures.outcome(failure));
    return claims.giveBack(taken, Failures.mayHaveRotated(failure)).then(Mono.error(failure));
  }

  /** A refused grant counts only when the store holds no other one. */
  private Mono<AccessToken> reread(
      Try now, RefreshToken used, Taken taken, Throwable failure, @Nullable StoredSession found) {
    SignedIn session = found == null ? null : found.session().tokens();
    boolean isLast = session != null && used.equals(session.refreshToken());
    if (isLast && !now.isOwn()) { // other scopes may be refused where the session is good
      return failed(now, taken, failure);
    }
    observe(now, Failures.outcome(failure));
    if (found == null) {
      return absent(now.device());
    }
    return isLast ? revoked(now) : withNewer(now, taken);
  }

  /**
   * Tells of a lost answer before the end is stored: who dies in between is followed by one who
   * tells it again, which is better than never.
   */
  private Mono<AccessToken> revoked(Try now) {
    Claim claim = now.session().claim();
    if (claim != null && claim.uncertain()) {
      log.warn("{}: the answer that rotated the refresh token was lost", now.stored().key());
      context.observer().rotationUncertain(context.registration().name());
    }
    return end(now, Ended.Reason.REVOKED);
  }

  /** Others may have begun to renew the session while this waited: it starts over. */
  private Mono<AccessToken> notSent(Try now, Taken taken, Throwable failure) {
    observe(now, Failures.outcome(failure));
    return startOver(now.request(), now, claims.giveBack(taken, false));
  }

  /** Two of us have spent the same token: who meets a refusal next is to know. */
  private Mono<AccessToken> withNewer(Try now, Taken taken) {
    Request token = Request.token(now.request().scopes());
    return startOver(token, now, claims.note(taken));
  }

  private Mono<AccessToken> startOver(Request request, Try now, Mono<Void> after) {
    return after.then(Mono.defer(() -> overtaken(request, now.device(), now.progress())));
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
