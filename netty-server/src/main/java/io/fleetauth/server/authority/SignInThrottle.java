// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.AuthorityConfig.Limits;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/** Stops password guessing, per source and per name. A right password is not counted. */
final class SignInThrottle {

  private static final Duration WINDOW = Duration.ofMinutes(15);

  private final Throttle bySource;
  private final Throttle byName;

  SignInThrottle(Limits limits, Clock clock) {
    this.bySource = new Throttle(limits.signInsPerSource(), WINDOW, clock);
    this.byName = new Throttle(limits.signInsPerSource(), WINDOW, clock);
  }

  boolean take(String source, String name) {
    if (!bySource.take(source)) {
      return false;
    }
    if (!byName.take(key(name))) {
      bySource.giveBack(source);
      return false;
    }
    return true;
  }

  void giveBack(String source, String name) {
    bySource.giveBack(source);
    byName.giveBack(key(name));
  }

  private static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
