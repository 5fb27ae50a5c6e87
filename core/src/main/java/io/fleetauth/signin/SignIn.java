// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.signin;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.fleetauth.device.PollPace;
import io.fleetauth.device.SignInEvent;
import io.fleetauth.device.SignInEvent.Outcome;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SecretHash;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * One pending sign-in in memory. It either waits on the timer, which costs no more than this object
 * and a timer task, or is in a turn of the driver, one at a time. Signals are given outside of the
 * lock.
 */
final class SignIn implements Runnable {

  private final DeviceId device;
  private final @Nullable SecretHash code;
  private final Mono<PendingSignIn> started;
  private final Consumer<SignIn> due;

  // Written before the first turn, then by turns only, which follow one another.
  private @Nullable PendingSignIn pending;
  private PollPace pace = new PollPace(PollPace.SHORTEST, 0);
  private Duration wait = Duration.ZERO;
  private long deadline;
  private @Nullable TokenSet tokens;
  private @Nullable Outcome decision;

  private volatile boolean doubtful;
  private volatile boolean settled;

  // Guarded by this.
  private int storeTroubles;
  private @Nullable SignIn superseded;
  private boolean unattended;
  private int onlookers;
  private @Nullable Disposable waiting;
  private boolean cancelled;
  private boolean hurried;
  private boolean ended;
  private @Nullable Outcome outcome;
  private Sinks.@Nullable Many<SignInEvent> events;

  /**
   * @param begin asks upstream and stores the answer; subscribed once
   * @param due asks the driver for a turn
   */
  SignIn(
      DeviceId device,
      @Nullable SecretHash code,
      Function<SignIn, Mono<PendingSignIn>> begin,
      Consumer<SignIn> due) {
    this.device = device;
    this.code = code;
    this.started = Mono.defer(() -> begin.apply(this)).cache();
    this.due = due;
  }

  DeviceId device() {
    return device;
  }

  @Nullable SecretHash code() {
    return code;
  }

  /** Emits the sign-in as it was stored at its start, to all who joined it. */
  Mono<PendingSignIn> started() {
    return started;
  }

  /** Returns whether a start with this code joins it; {@code null} joins any. */
  boolean serves(@Nullable SecretHash asked) {
    return asked == null || asked.equals(code);
  }

  /** Remembers whose place it takes when it has begun. */
  synchronized void supersedes(@Nullable SignIn other) {
    superseded = other;
  }

  synchronized @Nullable SignIn superseded() {
    return superseded;
  }

  /** Goes on from now on when nobody looks. */
  synchronized void leaveAlone() {
    unattended = true;
  }

  synchronized void attend() {
    onlookers++;
  }

  /** Returns whether it is to be cancelled, now that one who attended it went away. */
  synchronized boolean abandon() {
    onlookers--;
    return onlookers == 0 && !unattended;
  }

  /** Is called once, before the first turn; {@code deadlineNanos} is in the time of the timer. */
  void drive(PendingSignIn stored, PollPace first, long deadlineNanos) {
    pending = stored;
    pace = first;
    wait = first.interval();
    deadline = deadlineNanos;
  }

  PendingSignIn pending() {
    return requireNonNull(pending, "a turn before the start");
  }

  PollPace pace() {
    return pace;
  }

  long deadline() {
    return deadline;
  }

  /** Goes on polling, at {@code next}, after {@code pause}. */
  void goOn(PollPace next, Duration pause) {
    pace = next;
    wait = pause;
  }

  /** Returns how long to wait for the next turn. */
  Duration pause() {
    return wait;
  }

  void pause(Duration pause) {
    wait = pause;
  }

  /** Returns how often in a row the store failed, this time included. */
  synchronized int storeTrouble() {
    return ++storeTroubles;
  }

  /** Keeps tokens that came for a code that is spent by that. */
  void approved(TokenSet received) {
    tokens = received;
    settled = true;
  }

  @Nullable TokenSet tokens() {
    return tokens;
  }

  /** Stops polling; what is left to do is to write {@code last}. */
  void decide(Outcome last) {
    tokens = null;
    decision = last;
    settled = true;
  }

  @Nullable Outcome decision() {
    return decision;
  }

  /** Returns whether something is left to write that must not wait for the deadline. */
  boolean isSettled() {
    return settled;
  }

  /** Has what is left to write tried again at once, because the store may be there again. */
  void hurryIfSettled() {
    if (!settled) {
      return;
    }
    synchronized (this) {
      storeTroubles = 0;
      hurried = hurried || waiting == null;
    }
    run();
  }

  /** Has the next turn look into the store whether it is still this node's to poll; any thread. */
  void doubt() {
    doubtful = true;
  }

  /** Returns whether the store has to be asked before the next poll. */
  boolean takeDoubt() {
    boolean taken = doubtful;
    doubtful = false;
    return taken;
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  synchronized boolean isEnded() {
    return ended;
  }

  /** Waits on the timer, then asks for a turn; without waiting when it was cancelled meanwhile. */
  void await(Scheduler timer, long nanos) {
    synchronized (this) {
      if (ended) {
        return;
      }
      if (nanos > 0 && !hurried) {
        waiting = timer.schedule(this, nanos, NANOSECONDS);
        return;
      }
      hurried = false;
    }
    due.accept(this);
  }

  /** The wait is over. */
  @Override
  public void run() {
    if (wake()) {
      due.accept(this);
    }
  }

  /** Has the next turn end it, at once unless it is in a turn. */
  void cancel() {
    synchronized (this) {
      hurried = hurried || (!cancelled && waiting == null);
      cancelled = true;
    }
    run();
  }

  private synchronized boolean wake() {
    if (waiting == null) {
      return false;
    }
    waiting.dispose();
    waiting = null;
    return true;
  }

  /**
   * Stops if it waits, unless it holds tokens or an outcome that the store did not take yet: those
   * get a turn.
   */
  void close() {
    if (!wake()) {
      return;
    }
    if (isSettled()) {
      due.accept(this);
    } else {
      stop();
    }
  }

  /** Stops without an outcome: it stays pending in the store, or never got there. */
  void stop() {
    wake();
    Sinks.Many<SignInEvent> sink;
    synchronized (this) {
      ended = true;
      sink = events;
    }
    if (sink != null) {
      sink.tryEmitComplete();
    }
  }

  /** Has its outcome, {@code null} for none; {@link #publish} or {@link #stop} tell of it. */
  synchronized void end(@Nullable Outcome last) {
    ended = true;
    outcome = last;
  }

  /** Tells those who watch; nothing comes after an outcome. */
  void publish(SignInEvent event) {
    Sinks.Many<SignInEvent> sink;
    synchronized (this) {
      sink = events;
    }
    emit(sink, event);
  }

  /** Emits what follows, from the latest event since the first call on; a slow one skips some. */
  synchronized Flux<SignInEvent> changes() {
    if (events == null) {
      events = Sinks.many().replay().latest();
      if (outcome != null) {
        emit(events, outcome);
      } else if (ended) {
        events.tryEmitComplete();
      }
    }
    return events.asFlux().onBackpressureLatest();
  }

  private static void emit(Sinks.@Nullable Many<SignInEvent> sink, SignInEvent event) {
    if (sink != null) {
      sink.tryEmitNext(event);
      if (event instanceof Outcome) {
        sink.tryEmitComplete();
      }
    }
  }
}
