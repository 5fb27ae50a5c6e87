// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.signin;

import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.session.DeviceId;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The sign-ins of this process, one per device and a bounded number of them. */
final class LiveSignIns {

  private final ConcurrentMap<DeviceId, SignIn> live = new ConcurrentHashMap<>();
  private final AtomicInteger places = new AtomicInteger();
  private final int limit;

  LiveSignIns(int limit) {
    this.limit = limit;
  }

  @Nullable SignIn get(DeviceId device) {
    return live.get(device);
  }

  Collection<SignIn> all() {
    return live.values();
  }

  int size() {
    return places.get();
  }

  /** Puts {@code fresh} in the place of {@code current}; {@code false} when another was faster. */
  boolean enter(SignIn fresh, @Nullable SignIn current) {
    if (current != null) {
      fresh.supersedes(current);
      return live.replace(fresh.device(), current, fresh);
    }
    if (places.incrementAndGet() > limit) {
      places.decrementAndGet();
      throw new LimitExceededException(SignIns.LIMIT, limit);
    }
    return entered(fresh);
  }

  /** Takes over what is stored, whatever the limit; {@code false} when one is there. */
  boolean adopt(SignIn stored) {
    places.incrementAndGet();
    return entered(stored);
  }

  private boolean entered(SignIn fresh) {
    boolean entered = live.putIfAbsent(fresh.device(), fresh) == null;
    if (!entered) {
      places.decrementAndGet();
    }
    return entered;
  }

  /** Lets go of one that ended. */
  void forget(SignIn ended) {
    if (live.remove(ended.device(), ended)) {
      places.decrementAndGet();
    }
  }

  /**
   * Lets go of one that never began: its place goes back to the one that it was to supersede, if
   * that still goes on.
   */
  void abandon(SignIn failed) {
    SignIn place = failed;
    while (place.isEnded()) { // also when it ended just before it was put back
      SignIn before = goingOn(place.superseded());
      if (before == null) {
        forget(place);
        return;
      }
      if (!live.replace(place.device(), place, before)) {
        return;
      }
      place = before;
    }
  }

  private static @Nullable SignIn goingOn(@Nullable SignIn newest) {
    SignIn signIn = newest;
    while (signIn != null && signIn.isEnded()) {
      signIn = signIn.superseded();
    }
    return signIn;
  }
}
