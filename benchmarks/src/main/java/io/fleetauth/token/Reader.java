// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.AccessToken;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * The least a subscriber can be: asks for all, keeps the last. One a thread, used again and again.
 */
@State(Scope.Thread)
public class Reader implements CoreSubscriber<AccessToken> {

  private @Nullable AccessToken last;

  /** Returns what came since the last call, or {@code null}: then it was no hit. */
  @Nullable AccessToken last() {
    AccessToken token = last;
    last = null;
    if (token == null) {
      throw new IllegalStateException("no token came at once");
    }
    return token;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(AccessToken token) {
    last = token;
  }

  @Override
  public void onError(Throwable failure) {
    throw new IllegalStateException("a hit can not fail", failure);
  }

  @Override
  public void onComplete() {}
}
