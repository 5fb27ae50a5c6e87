// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.signin;

import static io.fleetauth.endpoint.ScriptedAuthorizationServer.refused;
import static io.fleetauth.oauth.ErrorCode.ACCESS_DENIED;
import static io.fleetauth.oauth.ErrorCode.AUTHORIZATION_PENDING;
import static io.fleetauth.oauth.ErrorCode.EXPIRED_TOKEN;
import static io.fleetauth.oauth.ErrorCode.INVALID_GRANT;
import static io.fleetauth.oauth.ErrorCode.SLOW_DOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.device.SignInEvent;
import io.fleetauth.endpoint.TokenRequest.DeviceCodeGrant;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.DeviceCode;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.oauth.UnavailableException;
import io.fleetauth.oauth.UserCode;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.Ended;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.time.TimerWheel;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** The promises P1 to P7 and the rows D3 to D9 of the security checklist, on whole sign-ins. */
class PollingTest {

  private final SignInFixture fixture = new SignInFixture();

  @Test
  void p1_pollsAreOneIntervalApartAndTheFirstOneToo() {
    fixture.start(fixture.run());
    fixture.advance("4.999S");
    assertThat(fixture.server.exchanges.count()).isZero();
    fixture.advance("21S");

    assertThat(fixture.pollSeconds()).containsExactly(5L, 10L, 15L, 20L, 25L);
    assertThat(fixture.server.exchanges.calls().get(0).request())
        .isEqualTo(new DeviceCodeGrant(new DeviceCode("device-1"), fixture.server.SCOPES));
  }

  @Test
  void p1_theIntervalCountsFromTheAnswer() {
    fixture.server.exchanges.thenAfter(
        Duration.ofSeconds(8), Mono.error(refused(AUTHORIZATION_PENDING)));
    fixture.start(fixture.run());
    fixture.advance("30S");

    assertThat(fixture.pollSeconds()).containsExactly(5L, 18L, 23L, 28L);
    assertThat(fixture.server.exchanges.maxInFlight()).isEqualTo(1);
  }

  @Test
  void p1_aRestartDoesNotShortenTheInterval() {
    fixture.server.exchanges.thenError(refused(SLOW_DOWN)).thenError(refused(SLOW_DOWN));
    fixture.start(fixture.run());
    fixture.advance("29S"); // polls at 5, 15; the next one would be at 30
    fixture.crash();
    fixture.run().resume().subscribe();
    fixture.advance("14.999S");
    assertThat(fixture.pollSeconds()).containsExactly(5L, 15L);

    fixture.advance("60S");
    assertThat(fixture.pollSeconds().get(2)).isBetween(44L, 59L);
    assertThat(fixture.pollSeconds().get(3) - fixture.pollSeconds().get(2)).isEqualTo(15L);
  }

  @ParameterizedTest
  @CsvSource({"PT0.001S, 1", "PT1S, 1", "PT7S, 7", "PT5M, 300", "PT20M, 5", "PT300000H, 5"})
  void p2_noIntervalIsABusyLoopNorANeverPoll(Duration interval, long first) {
    fixture.server.authorizations.thenValue(authorization(interval, Duration.ofMinutes(15)));
    fixture.start(fixture.run());
    fixture.advance(first * 2 + "S");

    assertThat(fixture.pollSeconds()).containsExactly(first, 2 * first);
  }

  @Test
  void p3_slowDownAddsFiveSecondsToThisAndAllLaterPollsAndIsStored() {
    fixture
        .server
        .exchanges
        .thenError(refused(SLOW_DOWN))
        .thenError(refused(AUTHORIZATION_PENDING))
        .thenError(refused(SLOW_DOWN));
    fixture.start(fixture.run());
    fixture.advance("60S");

    assertThat(fixture.pollSeconds()).containsExactly(5L, 15L, 25L, 40L, 55L);
    assertThat(fixture.events)
        .startsWith(
            new SignInEvent.SlowedDown(Duration.ofSeconds(10)),
            new SignInEvent.Pending(Duration.ofSeconds(10)),
            new SignInEvent.SlowedDown(Duration.ofSeconds(15)));
    assertThat(((PendingSignIn) fixture.stored()).interval()).hasSeconds(15);
  }

  @Test
  void p3_aStoreThatIsDownDoesNotStopPollingNorForgetTheInterval() {
    fixture.server.exchanges.thenError(refused(SLOW_DOWN));
    fixture.start(fixture.run());
    fixture.sealer.down = true;
    fixture.advance("40S");

    assertThat(fixture.sealer.refused).isEqualTo(1);
    assertThat(fixture.pollSeconds()).containsExactly(5L, 15L, 25L, 35L);
  }

  @Test
  void p4_troubleBacksOffAndARecoveredLinkIsPolledAtTheOldInterval() {
    fixture
        .server
        .exchanges
        .thenError(new IOException("connection reset"))
        .thenError(new UnavailableException(503, null, "HTTP 503"))
        .thenError(new MalformedResponseException("HTML"))
        .thenError(refused(AUTHORIZATION_PENDING));
    fixture.start(fixture.run());
    fixture.advance("105S");

    // 5, then 10 to 12, 20 to 24 and 40 to 48 seconds later, then every 5 again
    var polls = fixture.pollSeconds();
    assertThat(polls.get(1)).isBetween(15L, 17L);
    assertThat(polls.get(2) - polls.get(1)).isBetween(19L, 25L);
    assertThat(polls.get(3) - polls.get(2)).isBetween(39L, 49L);
    assertThat(polls.get(4) - polls.get(3)).isEqualTo(5L);
    assertThat(fixture.polled).startsWith("network", "unavailable", "malformed");
    assertThat(((PendingSignIn) fixture.stored()).interval()).hasSeconds(5);
  }

  @Test
  void p4_troubleNeverEndsItBeforeTheCodesExpire() {
    fixture.server.exchanges.otherwise(grant -> Mono.error(new IOException("no route")));
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    fixture.advance("14M59.999S");
    assertThat(signIns.pending()).isEqualTo(1);
    assertThat(fixture.events).allMatch(SignInEvent.NetworkTrouble.class::isInstance);
    fixture.advance("0.001S");

    assertThat(signIns.pending()).isZero();
    assertThat(fixture.ended).containsExactly("sign_in_expired after 900");
  }

  @Test
  void p4_retryAfterIsObeyed() {
    fixture.server.exchanges.thenError(
        new UnavailableException(429, Duration.ofSeconds(100), "HTTP 429"));
    fixture.start(fixture.run());
    fixture.advance("112S");
    assertThat(fixture.pollSeconds()).containsExactly(5L, 105L, 110L);
  }

  @Test
  void p4_anEndpointThatBreaksItsContractIsTroubleToo() {
    fixture
        .server
        .exchanges
        .then(Mono.empty())
        .then(
            grant -> {
              throw new IllegalStateException("a bug");
            });
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    fixture.advance("60S");

    assertThat(fixture.events).hasAtLeastOneElementOfType(SignInEvent.Pending.class);
    assertThat(fixture.driverErrors).isEmpty();
  }

  @Test
  void p5_anyOtherRefusalEndsItAtOnceAndIsStored() {
    assertEnd(refused(ACCESS_DENIED), new SignInEvent.Declined(), Ended.Reason.DECLINED);
    assertEnd(refused(EXPIRED_TOKEN), new SignInEvent.Expired(), Ended.Reason.SIGN_IN_EXPIRED);
    OAuthException other = refused(INVALID_GRANT);
    assertEnd(other, new SignInEvent.Failed(other), Ended.Reason.FAILED);
  }

  private static void assertEnd(OAuthException refusal, SignInEvent outcome, Ended.Reason reason) {
    var fixture = new SignInFixture();
    fixture.server.exchanges.thenError(refusal);
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    fixture.advance("1H");

    assertThat(fixture.pollSeconds()).containsExactly(5L);
    assertThat(fixture.events).containsExactly(outcome);
    assertThat(((Ended) fixture.stored()).reason()).isEqualTo(reason);
    assertThat(signIns.pending()).isZero();
  }

  /** D8: by the own clock, at the deadline, and no poll at or after it. */
  @ParameterizedTest
  @ValueSource(longs = {9, 10, 11, 15})
  void d8_endsAtTheDeadlineWithoutAPoll(long lifetime) {
    fixture.server.authorizations.thenValue(
        authorization(Duration.ofSeconds(5), Duration.ofSeconds(lifetime)));
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    fixture.time.advanceTimeBy(Duration.ofSeconds(lifetime).minusNanos(1));
    assertThat(signIns.pending()).isEqualTo(1);
    fixture.time.advanceTimeBy(Duration.ofNanos(1));

    assertThat(fixture.events).endsWith(new SignInEvent.Expired());
    assertThat(((Ended) fixture.stored()).endedAt().getEpochSecond()).isEqualTo(lifetime);
    fixture.advance("1H");
    assertThat(fixture.pollSeconds()).allMatch(second -> second < lifetime);
  }

  @Test
  void d8_aPollInFlightAtTheDeadlineMayStillBringTheTokens() {
    TokenSet tokens = fixture.server.tokens("late", Duration.ofHours(1));
    fixture.server.authorizations.thenValue(
        authorization(Duration.ofSeconds(5), Duration.ofSeconds(6)));
    fixture.server.exchanges.thenAfter(Duration.ofSeconds(3), Mono.just(tokens));
    fixture.start(fixture.run());
    fixture.advance("8S");
    assertThat(fixture.events)
        .containsExactly(new SignInEvent.Authorized(tokens.accessToken(), null));
  }

  @Test
  void p6_cancelWhileWaitingStopsAtOnceAndLeavesNothing() {
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    fixture.advance("7S");
    signIns.cancel(SignInFixture.DEVICE).subscribe(done -> assertThat(done).isTrue());

    assertThat(fixture.events).endsWith(new SignInEvent.Cancelled());
    assertThat(signIns.pending()).isZero();
    fixture.advance("1H");
    assertThat(fixture.pollSeconds()).containsExactly(5L);
  }

  @Test
  void p6_twentyThousandCyclesLeaveNothing() {
    var wheel =
        new TimerWheel(fixture.time, () -> fixture.time.now(TimeUnit.NANOSECONDS), fixture.clock);
    SignIns signIns = fixture.upstream(new BusyServer(fixture.server)).timer(wheel).run();
    for (int i = 0; i < 20_000; i++) {
      var device = new DeviceId("device-" + i % 1_000);
      fixture.start(signIns, device);
      signIns.cancel(device).subscribe();
    }

    assertThat(fixture.ended).hasSize(20_000).containsOnly("cancelled after 0");
    assertThat(signIns.pending()).isZero();
    assertThat(wheel.waiting()).isZero();
  }

  @Test
  void p7_aHundredThousandWaitWithoutAThread() {
    var wheel =
        new TimerWheel(fixture.time, () -> fixture.time.now(TimeUnit.NANOSECONDS), fixture.clock);
    var server = new BusyServer(fixture.server);
    SignIns signIns = fixture.upstream(server).timer(wheel).run();
    int threads = Thread.activeCount();
    for (int i = 0; i < 100_000; i++) {
      fixture.start(signIns, new DeviceId("device-" + i));
    }
    assertThat(signIns.pending()).isEqualTo(100_000);
    assertThat(wheel.waiting()).isEqualTo(100_000);
    fixture.advance("5.02S");
    assertThat(server.polls).isEqualTo(100_000);
    assertThat(wheel.waiting()).isEqualTo(100_000);
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);

    server.answer = ACCESS_DENIED;
    fixture.advance("5.02S");
    assertThat(signIns.pending()).isZero();
    assertThat(wheel.waiting()).isZero();
  }

  private static DeviceAuthorization authorization(Duration interval, Duration expiresIn) {
    return new DeviceAuthorization(
        new DeviceCode("device-x"),
        new UserCode("USER-X"),
        URI.create("https://as.example/activate"),
        null,
        null,
        expiresIn,
        interval);
  }
}
