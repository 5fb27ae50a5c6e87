// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.AccessToken;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * The least a subscriber can be: asks for all, uses and counts what comes. One a thread, used again
 * and again. It keeps no token: storing a young object into an old one costs a fence of the garbage
 * collector, which is not the engine's.
 */
@State(Scope.Thread)
public class Reader implements CoreSubscriber<AccessToken> {

  private Blackhole use;
  private long came;

  @Setup
  public void open(Blackhole blackhole) {
    use = blackhole;
  }

  long came() {
    return came;
  }

  /** Returns how many tokens came; fails when none came since: then it was no hit. */
  long cameSince(long before) {
    if (came == before) {
      throw new IllegalStateException("no token came at once");
    }
    return came;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(AccessToken token) {
    use.consume(token);
    came++;
  }

  @Override
  public void onError(Throwable failure) {
    throw new IllegalStateException("a hit can not fail", failure);
  }

  @Override
  public void onComplete() {}
}
