// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import io.fleetauth.session.DeviceId;
import io.fleetauth.session.DeviceSession.State;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionRecord;
import java.time.Instant;
import java.util.Random;

/** The sessions of one store: what their next versions are. A session is written by one thread. */
public final class WrittenFleet {

  private static final int SEALED_CHARACTERS = 4600;
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final String TEXT = text();

  private final long[] versions;

  public WrittenFleet(int sessions) {
    versions = new long[sessions];
  }

  private static String text() {
    var random = new Random(2026);
    var characters = new StringBuilder();
    for (int i = 0; i < 2 * SEALED_CHARACTERS; i++) {
      characters.append((char) ('a' + random.nextInt(26)));
    }
    return characters.toString();
  }

  public int size() {
    return versions.length;
  }

  /** Changes what a refresh changes: the sealed tokens, the version and the times. */
  public SessionRecord next(int n) {
    long version = ++versions[n];
    Instant now = START.plusSeconds(version).plusNanos(n);
    int from = (int) ((n + version) % SEALED_CHARACTERS);
    return new SessionRecord(
        new SessionKey("glasses", new DeviceId("glasses-" + n)),
        version,
        State.SIGNED_IN,
        now.plusSeconds((n * 7919L) % 3600),
        "ada" + n % 1000 + "@example.com",
        null,
        SecretHash.of("handle-" + n),
        now,
        TEXT.substring(from, from + SEALED_CHARACTERS));
  }
}
