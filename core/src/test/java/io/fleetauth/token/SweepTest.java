// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static io.fleetauth.token.Fleet.DEVICE;
import static io.fleetauth.token.Fleet.HOUR;
import static io.fleetauth.token.Fleet.OWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.Ended;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionRecord;
import io.fleetauth.session.SignedIn;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class SweepTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void alwaysRenewsWhatNobodyReadsAndKeepsItOutOfMemory() {
    var fleet = new Fleet(Fleet.always());
    fleet.signIn(DEVICE, HOUR);
    fleet.pass(HOUR);
    assertThat(fleet.server.exchanges.count()).isEqualTo(1);
    assertThat(fleet.tokens.hotSessions()).isZero();
    fleet.pass(HOUR);
    assertThat(fleet.server.exchanges.count()).isEqualTo(2);
    assertThat(fleet.read()).isEqualTo("access-r2");
  }

  @Test
  void alwaysRenewsAReadTokenOnce() {
    var fleet = new Fleet(Fleet.always());
    fleet.signIn(DEVICE, HOUR);
    for (int minute = 0; minute < 90; minute++) {
      fleet.read();
      fleet.pass(Duration.ofMinutes(1));
    }
    assertThat(fleet.server.exchanges.count()).isEqualTo(2);
  }

  @Test
  void whileUsedLeavesUnreadSessionsAlone() {
    var fleet = new Fleet();
    fleet.signIn(DEVICE, HOUR);
    fleet.pass(Duration.ofDays(1));
    assertThat(fleet.server.exchanges.count()).isZero();
  }

  @Test
  void keepAliveRenewsAnIdleRefreshToken() {
    var base = TokenSettings.DEFAULTS;
    var fleet =
        new Fleet(
            new TokenSettings(
                RefreshPolicy.WHILE_USED,
                Duration.ofDays(1),
                1000,
                base.sweepEvery(),
                base.exchanges()));
    fleet.signIn(DEVICE, HOUR);
    fleet.pass(Duration.ofHours(22));
    assertThat(fleet.server.exchanges.count()).isZero();
    fleet.pass(Duration.ofHours(2));
    assertThat(fleet.server.exchanges.count()).isEqualTo(1);
    assertThat(fleet.signedIn(DEVICE).refreshToken().value()).isEqualTo("refresh-r1");
  }

  @Test
  void dateOfOtherSettingsIsCorrectedWithoutAnExchange() {
    var fleet = new Fleet();
    var session = fleet.signIn(DEVICE, HOUR);
    fleet.put(
        DEVICE,
        new SignedIn(
            session.refreshToken(),
            OWN,
            session.accessTokens(),
            null,
            session.signedInAt(),
            session.refreshedAt(),
            Instant.EPOCH,
            null,
            null));
    fleet.pass(Duration.ofSeconds(6));
    assertThat(fleet.signedIn(DEVICE).dueAt()).isNull();
    assertThat(fleet.server.exchanges.count()).isZero();
  }

  @Test
  void t7SweepStaysUnderItsCapAlsoAfterAnOutage() {
    var fleet = new Fleet(Fleet.always());
    fleet.server.exchanges.otherwise(
        request -> Mono.delay(SECOND, fleet.time).then(Mono.error(new IOException("down"))));
    for (int device = 0; device < 1000; device++) {
      AccessToken token = fleet.server.accessToken("access-" + device, OWN, HOUR);
      fleet.signIn(new DeviceId("d" + device), token, new RefreshToken("refresh-" + device));
    }
    fleet.pass(Duration.ofMinutes(50));
    assertThat(fleet.server.exchanges.count()).isGreaterThan(1000);
    fleet.server.exchanges.otherwise(
        request -> Mono.delay(SECOND, fleet.time).map(tick -> fleet.renewed(request)));
    fleet.pass(Duration.ofMinutes(3));
    assertThat(fleet.server.exchanges.maxInFlight()).isLessThanOrEqualTo(64 + 1);
    assertThat(fleet.outcomes.stream().filter("refreshed"::equals).count()).isEqualTo(1000);
  }

  @Test
  void unreadableRecordsAreSkippedCountedAndStopNobody() {
    var fleet = new Fleet(Fleet.always());
    for (int bad = 0; bad < Sweep.BATCH + 10; bad++) {
      foreign(fleet, "default", "bad" + bad);
    }
    fleet.signIn(DEVICE, Duration.ofMinutes(10));
    fleet.pass(Duration.ofMinutes(8));
    assertThat(fleet.server.exchanges.count()).isEqualTo(1);
    assertThat(fleet.unreadable).hasValue(Sweep.BATCH + 10);
  }

  @Test
  void recordsOfOtherRegistrationsAreLeftToTheirEngine() {
    var fleet = new Fleet(Fleet.always());
    for (int i = 0; i < Sweep.BATCH + 10; i++) {
      foreign(fleet, "other", "d" + i);
    }
    fleet.signIn(DEVICE, Duration.ofMinutes(10));
    fleet.pass(Duration.ofMinutes(8));
    assertThat(fleet.server.exchanges.count()).isEqualTo(1);
    assertThat(fleet.unreadable).hasValue(0);
  }

  @Test
  void t3AnswerThatWaitsForTheStoreIsStoredWithoutAReader() {
    var fleet = new Fleet(Fleet.always());
    fleet.signIn(DEVICE, HOUR);
    fleet.store.failsSaves();
    fleet.pass(HOUR.multipliedBy(3));
    assertThat(fleet.server.exchanges.count()).isEqualTo(1);
    fleet.store.works();
    fleet.pass(Duration.ofSeconds(6));
    assertThat(fleet.signedIn(DEVICE).refreshToken().value()).isNotEqualTo("refresh-0");
  }

  @Test
  void revocationIsGivenUpInTheEnd() {
    var fleet = new Fleet();
    fleet.signIn(DEVICE, HOUR);
    fleet.server.revocations.otherwise(token -> Mono.error(new IOException("down")));
    fleet.tokens.signOut(DEVICE).block();
    fleet.pass(Duration.ofDays(8));
    assertThat(fleet.server.revocations.count()).isEqualTo(Revocations.MAX_ATTEMPTS);
    assertThat(fleet.stored(DEVICE)).isNull();
  }

  @Test
  void endedRecordIsRemovedADayLater() {
    var fleet = new Fleet();
    fleet.signIn(DEVICE, HOUR);
    fleet.tokens.signOut(DEVICE).block();
    fleet.pass(Duration.ofHours(24).minusSeconds(1));
    assertThat(fleet.stored(DEVICE).session()).isInstanceOf(Ended.class);
    fleet.pass(Duration.ofSeconds(6));
    assertThat(fleet.stored(DEVICE)).isNull();
    assertThat(fleet.server.revocations.count()).isEqualTo(1);
  }

  @Test
  void endWithoutARevocationIsRemovedToo() {
    var fleet = new Fleet();
    var session = fleet.signIn(DEVICE, HOUR);
    fleet.put(DEVICE, Due.ended(session, session, Ended.Reason.REVOKED, fleet.server.now()));
    fleet.pass(Ended.RETENTION.minusSeconds(1));
    assertThat(fleet.stored(DEVICE).session()).isInstanceOf(Ended.class);
    fleet.pass(Duration.ofSeconds(6));
    assertThat(fleet.stored(DEVICE)).isNull();
  }

  @Test
  void recordWhoseRevocationIsNotDoneIsKept() {
    var fleet = new Fleet();
    fleet.signIn(DEVICE, HOUR);
    fleet.server.revocations.otherwise(token -> Mono.error(new IOException("down")));
    fleet.tokens.signOut(DEVICE).block();
    fleet.pass(Duration.ofHours(30));
    assertThat(((Ended) fleet.stored(DEVICE).session()).revoke()).isNotNull();
    fleet.server.revocations.otherwise(token -> Mono.empty());
    fleet.pass(Duration.ofHours(12));
    assertThat(fleet.stored(DEVICE)).isNull();
  }

  @Test
  void recordWhoseDeviceSignsInAgainIsNotRemoved() {
    var fleet = new Fleet();
    fleet.signIn(DEVICE, HOUR);
    fleet.tokens.signOut(DEVICE).block();
    fleet.store.onRemove =
        call -> {
          fleet.signIn(DEVICE, HOUR); // between the look at what is due and the removal
          return call;
        };
    fleet.pass(Duration.ofHours(48));
    assertThat(fleet.signedIn(DEVICE)).isNotNull();
    assertThat(fleet.read()).isEqualTo("access-r1");
  }

  @Test
  void signInAfterARemovalIsServedAtOnce() {
    var fleet = new Fleet();
    fleet.signIn(DEVICE, HOUR);
    fleet.read();
    fleet.tokens.signOut(DEVICE).block();
    while (fleet.stored(DEVICE) != null) {
      fleet.failure(); // keeps the end in memory
      fleet.pass(Duration.ofSeconds(30));
    }
    fleet.signIn(DEVICE, HOUR);
    fleet.tokens.adopt(fleet.stored(DEVICE));
    assertThat(fleet.tokens.peek(DEVICE).value()).isEqualTo("access-0");
  }

  private static void foreign(Fleet fleet, String registration, String device) {
    var key = new SessionKey(registration, new DeviceId(device));
    fleet
        .store
        .replace(
            new SessionRecord(
                key,
                1,
                DeviceSession.State.SIGNED_IN,
                Instant.EPOCH,
                null,
                null,
                null,
                Instant.EPOCH,
                "not a JWE"))
        .block();
  }
}
