// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.signin;

import static java.util.Objects.requireNonNull;

import io.fleetauth.device.PollPace;
import io.fleetauth.device.SignInEvent;
import io.fleetauth.endpoint.AuthorizationServer;
import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.observe.EngineObserver;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.NodeId;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SealException;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionRecord;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.StoredSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/**
 * The sign-ins of a fleet with one client registration: each is stored, polled until it has an
 * outcome, and goes on after a restart or, where nodes share the store, on another node. At most
 * one per device is pending; one that begins on another node takes the place of the one before.
 *
 * <p>Thread-safe; publishers are cold. Nothing is polled unless {@link #run} is subscribed.
 */
public final class SignIns {

  /** The name of the limit, as in the configuration. */
  public static final String LIMIT = "max-pending-sign-ins";

  private static final Logger log = LoggerFactory.getLogger(SignIns.class);
  private static final int ADOPTED_AT_ONCE = 64;

  /** A person may be waiting, and a node that died had only a part of the sign-ins. */
  private static final double ADOPTED_SPREAD = 0.25;

  private static final Duration STORE_AGAIN = Duration.ofSeconds(1);

  private final LiveSignIns live;
  private final AuthorizationServer server;
  private final SignInRecords records;
  private final SignInTiming timing;
  private final SignInDriver driver;
  private final Sinks.Empty<Void> stopped = Sinks.empty();
  private volatile boolean closed;

  /**
   * @param registration name of the client registration
   * @param limit how many sign-ins may be pending
   */
  public SignIns(
      String registration,
      AuthorizationServer server,
      Sessions sessions,
      Completion completion,
      SignInTiming timing,
      int limit,
      EngineObserver observer) {
    this.server = requireNonNull(server, "server");
    this.timing = requireNonNull(timing, "timing");
    this.live = new LiveSignIns(limit);
    this.records = new SignInRecords(registration, sessions, timing.clock());
    this.driver =
        new SignInDriver(registration, server, records, completion, timing, observer, live::forget);
  }

  /**
   * Asks the authorization server for a code, stores the sign-in and begins to poll; emits once it
   * is stored. While one is pending for the device, it joins that one if {@code code} is {@code
   * null} or the same, else it takes its place once it is stored. The tokens that the device has
   * are served until the outcome.
   *
   * <p>Errors: those of {@code DeviceAuthorizationEndpoint.authorize} and of the store; {@code
   * LimitExceededException} when too many are pending; {@code EngineClosedException} after {@link
   * #close}. A cancelled subscription does not cancel the sign-in.
   *
   * @param code hash of a device code under which a gateway will look it up, or {@code null}
   */
  public Mono<PendingSignIn> start(DeviceId device, Scopes scopes, @Nullable SecretHash code) {
    return Mono.defer(
        () -> closed ? refused() : leftAlone(startOrJoin(device, scopes, code)).started());
  }

  /**
   * Starts or joins a sign-in like {@link #start} without a code and emits what {@link #events}
   * does. One that only this method began or joined is cancelled when the last subscriber is.
   */
  public Flux<SignInEvent> attend(DeviceId device, Scopes scopes) {
    return Flux.defer(() -> closed ? refused() : attended(startOrJoin(device, scopes, null)));
  }

  /**
   * Emits what the person has to do, then what happens, up to the outcome; empty when none is
   * pending in this process. Completes without an outcome when the process stops or another node
   * took the sign-in over. A slow subscriber misses all but the latest.
   */
  public Flux<SignInEvent> events(DeviceId device) {
    return Flux.defer(
        () -> {
          SignIn signIn = live.get(device);
          return signIn == null ? Flux.empty() : events(signIn);
        });
  }

  /**
   * Gives the sign-in up, also one that another node polls: no poll begins any more here, the
   * session before is restored, or it is stored why there is none. Emits once that is stored:
   * {@code true} when it was cancelled, {@code false} when none is pending or another outcome came
   * first.
   */
  public Mono<Boolean> cancel(DeviceId device) {
    return Mono.defer(() -> live.get(device) == null ? records.cancel(device) : cancelHere(device));
  }

  /** Like {@link #cancel}, but only one that this process polls. */
  public Mono<Boolean> cancelHere(DeviceId device) {
    return Mono.defer(
        () -> {
          SignIn signIn = live.get(device);
          return signIn == null ? Mono.just(false) : cancel(signIn);
        });
  }

  /**
   * Goes on with the sign-ins that are pending in the store and that no other node polls; completes
   * when all are read. The first poll of each comes after one to two of its intervals, so that none
   * is early, whoever polled before, and they are spread. {@code EngineClosedException} after
   * {@link #close}.
   */
  public Mono<Void> resume() {
    return resume(1);
  }

  /**
   * @param spread over how many of its intervals the first polls are spread
   */
  private Mono<Void> resume(double spread) {
    return Flux.defer(() -> closed ? refused() : records.pending())
        .concatMapIterable(this::shuffled)
        .flatMap(found -> adopted(found, spread), ADOPTED_AT_ONCE)
        .then();
  }

  /**
   * Polls, and adopts the sign-ins of nodes that are gone; subscribed exactly once, with unbounded
   * demand. Never fails, and completes after {@link #close} when what was in flight has ended.
   */
  public Flux<SignInChange> run() {
    Flux<SignInChange> upkeep = Flux.merge(doubts(), adoptions()).cast(SignInChange.class);
    return driver
        .run()
        .doOnTerminate(stopped::tryEmitEmpty)
        .mergeWith(upkeep.takeUntilOther(stopped.asMono()));
  }

  /** A record that changed may be no business of this node any more. */
  private Flux<Object> doubts() {
    return Flux.defer(records::changes)
        .doOnNext(this::doubt)
        .ignoreElements()
        .cast(Object.class)
        .doOnError(missed -> live.all().forEach(SignIn::doubt))
        .retryWhen(again())
        .flux();
  }

  private void doubt(DeviceId device) {
    SignIn signIn = live.get(device);
    if (signIn != null) {
      signIn.doubt();
    }
  }

  private Flux<Object> adoptions() {
    return Flux.defer(() -> records.nodes().changes())
        .doOnNext(this::doubtAllIfBack)
        .onBackpressureLatest()
        .concatMap(node -> adoptAll(), 1);
  }

  private void doubtAllIfBack(NodeId node) {
    if (node.equals(records.nodes().self())) {
      live.all().forEach(SignIns::back);
    }
  }

  /** Others may have adopted it: they are to find what came of it before they poll a spent code. */
  private static void back(SignIn signIn) {
    signIn.doubt();
    signIn.hurryIfSettled();
  }

  private Mono<Object> adoptAll() {
    return Mono.defer(() -> closed ? Mono.empty() : resume(ADOPTED_SPREAD))
        .retryWhen(again().filter(failure -> !closed))
        .onErrorComplete()
        .cast(Object.class);
  }

  private RetryBackoffSpec again() {
    return Retry.backoff(Long.MAX_VALUE, STORE_AGAIN)
        .maxBackoff(STORE_AGAIN.multipliedBy(10))
        .scheduler(timing.timer());
  }

  /** Returns how many sign-ins are pending in this process. */
  public int pending() {
    return live.size();
  }

  /**
   * Stops polling. What is pending stays so in the store; approved tokens that wait for the store
   * get one more try. {@link #run} then completes.
   */
  public Mono<Void> close() {
    return Mono.fromRunnable(
        () -> {
          closed = true;
          driver.close(live.all());
        });
  }

  private static <T> Mono<T> refused() {
    return Mono.error(new EngineClosedException());
  }

  private SignIn startOrJoin(DeviceId device, Scopes scopes, @Nullable SecretHash code) {
    while (true) {
      SignIn current = live.get(device);
      if (current != null && current.serves(code)) {
        return current;
      }
      var fresh = new SignIn(device, code, signIn -> begin(signIn, scopes), driver::due);
      if (live.enter(fresh, current)) {
        return fresh;
      }
    }
  }

  private static SignIn leftAlone(SignIn signIn) {
    signIn.leaveAlone();
    return signIn;
  }

  private Flux<SignInEvent> attended(SignIn signIn) {
    signIn.attend();
    return events(signIn).doFinally(signal -> left(signIn, signal));
  }

  private static void left(SignIn signIn, SignalType signal) {
    if (signIn.abandon() && signal == SignalType.CANCEL) {
      signIn.cancel();
    }
  }

  private Mono<PendingSignIn> begin(SignIn signIn, Scopes scopes) {
    return afterSuperseded(signIn)
        .then(Mono.defer(() -> server.deviceAuthorization().authorize(scopes)))
        .flatMap(answer -> records.begin(signIn.device(), answer, scopes, signIn.code()))
        .single()
        .doOnNext(stored -> drive(signIn, stored))
        .doOnError(e -> abandon(signIn));
  }

  /** Starts follow one another, so that the last one is what is stored. */
  private static Mono<Void> afterSuperseded(SignIn signIn) {
    SignIn before = signIn.superseded();
    return before == null ? Mono.empty() : before.started().onErrorComplete().then();
  }

  private void drive(SignIn signIn, PendingSignIn stored) {
    SignIn before = signIn.superseded();
    signIn.supersedes(null);
    for (; before != null; before = before.superseded()) {
      before.cancel();
    }
    var pace = new PollPace(stored.interval(), 0);
    driver.drive(signIn, stored, pace, pace.interval());
  }

  private void abandon(SignIn signIn) {
    signIn.end(null);
    live.abandon(signIn);
    signIn.stop();
  }

  private static Flux<SignInEvent> events(SignIn signIn) {
    Flux<SignInEvent> changes = signIn.changes();
    return signIn.started().<SignInEvent>map(SignIns::userAction).concatWith(changes);
  }

  private static SignInEvent userAction(PendingSignIn signIn) {
    return new SignInEvent.UserActionRequired(signIn.authorization(), signIn.expiresAt());
  }

  private Mono<Boolean> cancel(SignIn signIn) {
    Flux<SignInEvent> changes = signIn.changes();
    signIn.cancel();
    return changes
        .ofType(SignInEvent.Outcome.class)
        .next()
        .map(SignInEvent.Cancelled.class::isInstance)
        .switchIfEmpty(Mono.defer(() -> cancelSuperseded(signIn)));
  }

  /** It never began, and the one that it was to supersede is back in its place. */
  private Mono<Boolean> cancelSuperseded(SignIn signIn) {
    SignIn now = live.get(signIn.device());
    return now == null || now == signIn ? Mono.just(false) : cancel(now);
  }

  /** Nodes that adopt at the same time shall not meet at each record. */
  private List<SessionRecord> shuffled(List<SessionRecord> page) {
    var shuffled = new ArrayList<>(page);
    for (int left = shuffled.size(); left > 1; left--) {
      Collections.swap(shuffled, left - 1, timing.random().nextInt(left));
    }
    return shuffled;
  }

  private Mono<PendingSignIn> adopted(SessionRecord sealed, double spread) {
    DeviceId device = sealed.key().device();
    try {
      StoredSession stored = records.open(sealed);
      return stored.session() instanceof PendingSignIn && live.get(device) == null
          ? records.adopt(stored).doOnNext(own -> adopt(device, own, spread))
          : Mono.empty();
    } catch (SealException e) {
      log.warn("The pending sign-in of {} can not be opened", sealed.key(), e);
      return Mono.empty();
    }
  }

  private void adopt(DeviceId device, PendingSignIn stored, double spread) {
    var signIn = new SignIn(device, stored.code(), same -> Mono.just(stored), driver::due);
    signIn.leaveAlone();
    if (live.adopt(signIn)) {
      var pace = new PollPace(stored.interval(), 0);
      long most = (long) (pace.interval().toMillis() * spread);
      Duration more = Duration.ofMillis(timing.random().nextLong(most + 1));
      driver.drive(signIn, stored, pace, pace.interval().plus(more));
    }
  }
}
