// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.AuthorityConfig.Limits;
import java.time.Clock;
import java.time.Duration;

/**
 * Looks up user codes for people, and stops guessing: per source and for all sources together (RFC
 * 8628 section 5.1). A right code is not counted, and does not reset what was counted before.
 */
final class CodeEntry {

  enum Result {
    OPEN,
    WRONG,
    THROTTLED
  }

  private static final String EVERYBODY = "";

  private final DeviceGrants grants;
  private final Throttle bySource;
  private final Throttle overall;
  private final Ledger ledger;

  CodeEntry(DeviceGrants grants, Limits limits, Clock clock, Ledger ledger) {
    this.grants = grants;
    this.bySource = new Throttle(limits.codeEntriesPerSource(), Duration.ofMinutes(15), clock);
    this.overall = new Throttle(limits.codeEntriesPerMinute(), Duration.ofMinutes(1), clock);
    this.ledger = ledger;
  }

  Result check(String source, String typed) {
    if (!bySource.take(source)) {
      ledger.count(Ledger.Entry.THROTTLED);
      return Result.THROTTLED;
    }
    if (!overall.take(EVERYBODY)) {
      bySource.giveBack(source);
      ledger.count(Ledger.Entry.THROTTLED);
      return Result.THROTTLED;
    }
    if (grants.openByUserCode(typed) == null) {
      return Result.WRONG;
    }
    bySource.giveBack(source);
    overall.giveBack(EVERYBODY);
    return Result.OPEN;
  }
}
