// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.AccessToken;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * Hands one token to one reader, when it asks. Plain fields suffice, because the calls of a
 * subscription are serial (Reactive Streams, rule 2.7); Reactor's own scalar subscription pays for
 * an atomic one and for fusion on each read.
 */
final class Handover implements Subscription {

  private final CoreSubscriber<? super AccessToken> reader;
  private final AccessToken token;
  private boolean asked;
  private boolean cancelled;

  Handover(CoreSubscriber<? super AccessToken> reader, AccessToken token) {
    this.reader = reader;
    this.token = token;
  }

  @Override
  public void request(long n) {
    if (!Operators.validate(n) || asked || cancelled) {
      return;
    }
    asked = true;
    reader.onNext(token);
    if (!cancelled) {
      reader.onComplete();
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
  }
}
