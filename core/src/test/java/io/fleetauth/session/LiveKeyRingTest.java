// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static io.fleetauth.session.SessionStoreContract.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fleetauth.session.SealException.Reason;
import io.fleetauth.time.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

class LiveKeyRingTest {

  static final Duration MINUTE = LiveKeyRing.EVERY;

  @TempDir Path folder;
  final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  final Clock clock = new VirtualClock(time);
  final List<String> seen = new ArrayList<>();
  final SignedIn session = new RandomSessions(1).signedIn();
  Path file;
  LiveKeyRing keys;
  JweSessionSealer sealer;

  @BeforeEach
  void open() throws IOException {
    file = folder.resolve("keys.json");
    keys = LiveKeyRing.open(file, clock);
    sealer = new JweSessionSealer(keys);
    keys.run(time, Schedulers.immediate()).subscribe(ring -> seen.add(ring.activeKid()));
  }

  private String kidOfNextSeal() {
    return JweSessionSealer.kid(key("a"), sealer.seal(key("a"), session));
  }

  @Test
  void aNewKeyIsTakenWithinAMinute() throws IOException {
    String old = kidOfNextSeal();
    String sealed = sealer.seal(key("a"), session);
    String next = KeyRingFile.rotate(file, clock).activeKid();
    assertThat(kidOfNextSeal()).isEqualTo(old);

    time.advanceTimeBy(MINUTE.multipliedBy(3));

    assertThat(kidOfNextSeal()).isEqualTo(next);
    assertThat(sealer.open(key("a"), sealed)).isEqualTo(session);
    assertThat(seen).containsExactly(next);
  }

  @Test
  void aKeyThatWaitsOpensBeforeItSeals() throws IOException {
    String old = kidOfNextSeal();
    String next = KeyRingFile.rotate(file, clock, MINUTE.multipliedBy(2)).kids().get(0);

    time.advanceTimeBy(MINUTE);
    assertThat(keys.ring().kids()).containsExactly(next, old);
    assertThat(kidOfNextSeal()).isEqualTo(old);
    time.advanceTimeBy(MINUTE);
    assertThat(kidOfNextSeal()).isEqualTo(next);
    assertThat(seen).containsExactly(old, next);
  }

  @Test
  void aRecordWithAnUnknownKeyMakesItLookAtOnceButNotTwiceInASecond() throws IOException {
    assertOpensAtTheSecondTry(sealedByAnotherNode());

    String later = sealedByAnotherNode();
    assertUnknown(later);
    assertUnknown(later);
    time.advanceTimeBy(Duration.ofSeconds(1));
    assertThat(sealer.open(key("a"), later)).isEqualTo(session);
  }

  private String sealedByAnotherNode() throws IOException {
    return new JweSessionSealer(KeyRingFile.rotate(file, clock)).seal(key("a"), session);
  }

  private void assertOpensAtTheSecondTry(String sealed) {
    assertUnknown(sealed);
    assertThat(sealer.open(key("a"), sealed)).isEqualTo(session);
  }

  private void assertUnknown(String sealed) {
    var refused = catchThrowableOfType(SealException.class, () -> sealer.open(key("a"), sealed));
    assertThat(refused.reason()).isEqualTo(Reason.UNKNOWN_KEY);
  }

  @Test
  void aFileThatCanNotBeReadChangesNothingUntilItCan() throws IOException {
    String old = kidOfNextSeal();
    byte[] good = Files.readAllBytes(file);
    for (String bad : List.of("", "{\"keys\":[]}", "garbage")) {
      Files.writeString(file, bad);
      time.advanceTimeBy(MINUTE);
      assertThat(kidOfNextSeal()).isEqualTo(old);
    }
    Files.delete(file);
    time.advanceTimeBy(MINUTE);
    assertThat(kidOfNextSeal()).isEqualTo(old);
    assertThat(file).doesNotExist();

    Files.write(file, good);
    String next = KeyRingFile.rotate(file, clock).activeKid();
    time.advanceTimeBy(MINUTE);
    assertThat(kidOfNextSeal()).isEqualTo(next);
  }
}
