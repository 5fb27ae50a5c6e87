// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static java.util.Objects.requireNonNull;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.MalformedResponseException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tokens that can be got anew at any time, without a session behind them: kept in memory, one
 * request at a time for each, renewed ahead of their expiry like those of the devices. Thread-safe.
 *
 * @param <K> the whole of what is asked; a value with {@code equals} and {@code hashCode}
 */
public final class RenewedTokens<K> {

  private static final Logger log = LoggerFactory.getLogger(RenewedTokens.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final long CROWDED_MILLIS = 500;

  private final RenewalContext context;
  private final Function<K, Mono<AccessToken>> origin;
  private final TokenTime time;
  private final HotMap<K, Slot> slots;
  private final ConcurrentMap<K, Flight> flights = new ConcurrentHashMap<>();
  private final AtomicInteger renewing = new AtomicInteger();
  private volatile boolean closed;

  /**
   * @param origin gets a token; its {@code refreshAt} is when it is renewed, if it names one
   */
  public RenewedTokens(RenewalContext context, Function<K, Mono<AccessToken>> origin) {
    this.context = requireNonNull(context, "context");
    this.origin = requireNonNull(origin, "origin");
    this.time = context.time();
    this.slots = new HotMap<>(context.maxTokens());
  }

  /**
   * Emits a valid token, from memory as a rule. May be kept: each subscription looks at the time.
   * Errors are those of the origin; for a while after one it is told again without asking. {@code
   * MalformedResponseException} when the origin gives an expired token or none, {@link
   * EngineClosedException} after {@link #close}.
   */
  public Mono<AccessToken> token(K key) {
    Slot slot = slots.find(key);
    return slot == null ? Mono.defer(() -> looked(key)) : slot;
  }

  private Mono<AccessToken> looked(K key) {
    Slot slot = slots.find(key);
    return slot == null ? missed(key) : slot;
  }

  /** Returns the valid token in memory, or {@code null}. */
  public @Nullable AccessToken peek(K key) {
    Slot slot = slots.find(key);
    return slot == null ? null : slot.peek();
  }

  /** Takes a token that was got otherwise, if it is valid; renews it like one of the origin. */
  public void offer(K key, AccessToken token) {
    if (!closed) {
      slots.put(key, there -> accepted(there, key, token)).announce();
    }
  }

  /**
   * Gets a token anew in the background, and after a failure again when the policy is {@link
   * RefreshPolicy#ALWAYS}.
   */
  public void prefetch(K key) {
    if (!closed) {
      slots.put(key, there -> there == null ? new Slot(key) : there).renewSoon();
    }
  }

  /** Gets a token anew, valid or not the one in memory; joins a request under way. */
  public Mono<AccessToken> renew(K key) {
    return Mono.defer(() -> fly(key));
  }

  /**
   * Emits a valid token, then each next one. Ends with the error of a token that can not be had.
   */
  public Flux<AccessToken> tokens(K key) {
    return token(key)
        .flatMapMany(first -> followed(key, first))
        .repeatWhen(ends -> ends.delayElements(LOOK_AGAIN, time.timer()))
        .distinctUntilChanged();
  }

  private Flux<AccessToken> followed(K key, AccessToken first) {
    Slot slot = slots.find(key);
    return slot == null ? Flux.just(first) : slot.follow().startWith(first);
  }

  /** Forgets the token, also one that is under way: the next reader gets another. */
  public void forget(K key) {
    flights.remove(key);
    slots.remove(key);
  }

  /** Forgets the tokens of all keys that {@code which} names. */
  public void forgetIf(Predicate<? super K> which) {
    flights.keySet().removeIf(which);
    for (K key : slots.keys()) {
      if (which.test(key)) {
        slots.remove(key);
      }
    }
  }

  /** Returns about how many tokens are in memory. */
  public long size() {
    return slots.size();
  }

  int renewing() {
    return renewing.get();
  }

  /** Forgets all tokens and renews none any more. Idempotent. */
  public void close() {
    closed = true;
    flights.clear();
    slots.clear();
  }

  private Mono<AccessToken> missed(K key) {
    Slot slot = slots.find(key);
    Pause pause = slot == null ? null : slot.pause();
    return pause == null ? fly(key).doOnTerminate(() -> touch(key)) : Mono.error(pause.failure());
  }

  private void touch(K key) {
    Slot slot = slots.find(key);
    if (slot != null) {
      slot.touch();
    }
  }

  private Mono<AccessToken> fly(K key) {
    return closed
        ? Mono.error(EngineClosedException::new)
        : Mono.defer(() -> flights.computeIfAbsent(key, this::flight).outcome);
  }

  private Flight flight(K key) {
    var flight = new Flight();
    flight.outcome =
        Mono.defer(() -> origin.apply(key))
            .switchIfEmpty(Mono.error(() -> new MalformedResponseException("no token was given")))
            .doOnNext(token -> arrived(key, flight, token))
            .doOnError(failure -> failed(key, flight, failure))
            .doOnTerminate(() -> flights.remove(key, flight))
            .cache();
    return flight;
  }

  private void arrived(K key, Flight flight, AccessToken token) {
    if (!token.isValidAt(time.clock().instant())) {
      throw new MalformedResponseException("the token that was given is expired");
    }
    slots.put(key, there -> accepted(there, key, token)).announce();
    forgetIfOvertaken(key, flight);
  }

  private Slot accepted(@Nullable Slot there, K key, AccessToken token) {
    Slot slot = there == null ? new Slot(key) : there;
    slot.offer(token);
    return slot;
  }

  private void failed(K key, Flight flight, Throwable failure) {
    log.debug("a token could not be had: {}", failure.toString());
    slots.put(key, there -> there == null ? new Slot(key) : there).rest(failure);
    forgetIfOvertaken(key, flight);
  }

  /** What was asked before a {@link #forget} is not kept. */
  private void forgetIfOvertaken(K key, Flight flight) {
    if (closed || flights.get(key) != flight) {
      slots.remove(key);
    }
  }

  /** One request under way; a caller who is cancelled leaves the others alone. */
  private static final class Flight {

    private Mono<AccessToken> outcome = Mono.empty();
  }

  /** One token in memory. */
  private final class Slot extends HotToken {

    private final K key;

    Slot(K key) {
      super(RenewedTokens.this.time);
      this.key = key;
    }

    @Override
    Mono<AccessToken> missed() {
      return RenewedTokens.this.missed(key);
    }

    @Override
    boolean isRenewable() {
      return !closed;
    }

    @Override
    boolean isWanted() {
      return context.policy() == RefreshPolicy.ALWAYS || super.isWanted();
    }

    @Override
    void renewSoon() {
      if (renewing.incrementAndGet() > context.maxRenewals()) {
        renewing.decrementAndGet();
        wakeIn(CROWDED_MILLIS + (long) (CROWDED_MILLIS * time.jitter().getAsDouble()));
        return;
      }
      fly(key).doFinally(signal -> renewing.decrementAndGet()).subscribe(next -> {}, told -> {});
    }

    @Override
    void drop() {
      slots.change(key, there -> there == this ? null : there);
    }
  }
}
