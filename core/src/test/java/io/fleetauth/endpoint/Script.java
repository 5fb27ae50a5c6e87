// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Queued answers of one endpoint, and what was asked of it. The next answer is taken at
 * subscription, so that a {@code Mono} subscribed twice is two calls. Thread-safe.
 *
 * @param <Q> the request
 * @param <A> the answer
 */
public final class Script<Q, A> {

  /**
   * @param request what was asked
   * @param at when, on the virtual clock
   */
  public record Call<Q>(Q request, Duration at) {}

  private final Scheduler time;
  private final Deque<Function<Q, Mono<A>>> answers = new ArrayDeque<>();
  private final List<Call<Q>> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger maxInFlight = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();
  private volatile Function<Q, Mono<A>> otherwise;

  Script(Scheduler time, Function<Q, Mono<A>> otherwise) {
    this.time = time;
    this.otherwise = otherwise;
  }

  /** Queues one answer; {@code Mono.never()} is a server that hangs. */
  public Script<Q, A> then(Mono<A> answer) {
    return then(request -> answer);
  }

  /** Queues one answer made from the request. */
  public synchronized Script<Q, A> then(Function<Q, Mono<A>> answer) {
    answers.add(answer);
    return this;
  }

  /** Queues one answer that takes {@code delay} to arrive. */
  public Script<Q, A> thenAfter(Duration delay, Mono<A> answer) {
    return then(request -> Mono.delay(delay, time).then(answer));
  }

  public Script<Q, A> thenValue(A answer) {
    return then(Mono.just(answer));
  }

  public Script<Q, A> thenError(Throwable failure) {
    return then(Mono.error(failure));
  }

  /** Replaces what is answered whenever the queue is empty. */
  public Script<Q, A> otherwise(Function<Q, Mono<A>> answer) {
    this.otherwise = answer;
    return this;
  }

  /** Returns all calls so far, oldest first. */
  public List<Call<Q>> calls() {
    return List.copyOf(calls);
  }

  public int count() {
    return calls.size();
  }

  /** Returns how many calls were for a request of {@code type}. */
  public int count(Class<? extends Q> type) {
    return (int) calls.stream().filter(call -> type.isInstance(call.request())).count();
  }

  /** Returns the virtual times of all calls, oldest first. */
  public List<Duration> times() {
    return calls.stream().map(Call::at).toList();
  }

  public int inFlight() {
    return inFlight.get();
  }

  /** Returns the most calls that were ever in flight together. */
  public int maxInFlight() {
    return maxInFlight.get();
  }

  /** Returns how many calls their subscriber cancelled. */
  public int cancelled() {
    return cancelled.get();
  }

  Mono<A> answer(Q request) {
    return Mono.defer(() -> next(request))
        .doOnCancel(cancelled::incrementAndGet)
        .doFinally(signal -> inFlight.decrementAndGet())
        .doOnSubscribe(subscription -> count(request));
  }

  private void count(Q request) {
    calls.add(new Call<>(request, Duration.ofNanos(time.now(TimeUnit.NANOSECONDS))));
    maxInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
  }

  private Mono<A> next(Q request) {
    Function<Q, Mono<A>> answer;
    synchronized (this) {
      answer = answers.poll();
    }
    return (answer == null ? otherwise : answer).apply(request);
  }
}
