// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.signin;

import static io.fleetauth.endpoint.ScriptedAuthorizationServer.SCOPES;
import static io.fleetauth.endpoint.ScriptedAuthorizationServer.refused;
import static io.fleetauth.oauth.ErrorCode.ACCESS_DENIED;
import static io.fleetauth.oauth.ErrorCode.AUTHORIZATION_PENDING;
import static io.fleetauth.oauth.ErrorCode.INVALID_SCOPE;
import static io.fleetauth.oauth.ErrorCode.SLOW_DOWN;
import static io.fleetauth.signin.SignInFixture.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.device.SignInEvent;
import io.fleetauth.device.SignInEvent.Authorized;
import io.fleetauth.device.SignInEvent.Cancelled;
import io.fleetauth.device.SignInEvent.Pending;
import io.fleetauth.device.SignInEvent.UserActionRequired;
import io.fleetauth.endpoint.Script;
import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.Ended;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SignedIn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class SignInsTest {

  private static final SecretHash CODE = new SecretHash("hash-1");
  private static final SecretHash OTHER = new SecretHash("hash-2");

  private final SignInFixture fixture = new SignInFixture();
  private final TokenSet tokens = fixture.server.tokens("a", Duration.ofHours(1));

  @Test
  void anApprovedSignInIsStoredThenAnnounced() {
    fixture.server.exchanges.thenError(refused(AUTHORIZATION_PENDING)).thenValue(tokens);
    SignIns signIns = fixture.run();
    PendingSignIn started = fixture.start(signIns);
    List<SignInEvent> seen = watch(signIns);
    assertThat(fixture.stored()).isEqualTo(started);
    fixture.advance("10S");

    assertThat(seen)
        .containsExactly(
            new UserActionRequired(started.authorization(), started.expiresAt()),
            new Pending(Duration.ofSeconds(5)),
            new Authorized(tokens.accessToken(), null));
    assertThat(((SignedIn) fixture.stored()).refreshToken()).isEqualTo(tokens.refreshToken());
    assertThat(fixture.ended).containsExactly("authorized after 10");
    assertThat(signIns.pending()).isZero();
    StepVerifier.create(signIns.events(DEVICE)).verifyComplete();
  }

  @Test
  void aStoreThatIsDownGetsTheSameTokensAgainAndTheSpentCodeIsNotPolled() {
    var calls = new AtomicInteger();
    fixture.completion(
        (device, pending, received) ->
            calls.incrementAndGet() < 8
                ? Mono.error(new IOException("the store is down"))
                : fixture.signIn(device, pending, received));
    fixture.server.exchanges.thenValue(tokens);
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    fixture.advance("30M"); // beyond the lifetime of the code

    assertThat(calls).hasValue(8);
    assertThat(fixture.pollSeconds()).containsExactly(5L);
    assertThat(fixture.events).containsExactly(new Authorized(tokens.accessToken(), null));
    assertThat(fixture.stored()).isInstanceOf(SignedIn.class);
  }

  @Test
  void aRefusalOfTheCompletionFailsTheSignIn() {
    OAuthException refusal = refused(INVALID_SCOPE);
    fixture.completion((device, pending, received) -> Mono.error(refusal));
    fixture.server.exchanges.thenValue(tokens);
    fixture.start(fixture.run());
    fixture.advance("1H");

    assertThat(fixture.events).containsExactly(new SignInEvent.Failed(refusal));
    assertThat(((Ended) fixture.stored()).reason()).isEqualTo(Ended.Reason.FAILED);
  }

  @Test
  void tokensOfASupersededSignInAreRevoked() {
    fixture.completion((device, pending, received) -> Mono.empty());
    fixture.server.exchanges.thenValue(tokens);
    fixture.start(fixture.run());
    fixture.advance("6S");

    assertThat(fixture.events).containsExactly(new Cancelled());
    assertThat(fixture.server.revocations.calls().get(0).request())
        .isEqualTo(new RefreshToken("refresh-a"));
  }

  @Test
  void anOutcomeIsAnnouncedOnlyWhenItIsStored() {
    fixture.server.exchanges.thenError(refused(ACCESS_DENIED));
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    fixture.sealer.down = true;
    fixture.advance("60S");
    assertThat(fixture.events).isEmpty();
    assertThat(fixture.sealer.refused).isBetween(4, 7); // backs off
    fixture.sealer.down = false;
    fixture.advance("40S");

    assertThat(fixture.events).containsExactly(new SignInEvent.Declined());
    assertThat(fixture.pollSeconds()).containsExactly(5L);
  }

  @Test
  void aSecondStartJoinsTheFirst() {
    fixture.server.authorizations.thenAfter(
        Duration.ofSeconds(1), Mono.just(fixture.server.authorization()));
    SignIns signIns = fixture.run();
    var started = new ArrayList<PendingSignIn>();
    signIns.start(DEVICE, SCOPES, CODE).subscribe(started::add);
    signIns.start(DEVICE, SCOPES, null).subscribe(started::add);
    fixture.advance("1S");
    signIns.start(DEVICE, SCOPES, CODE).subscribe(started::add);

    assertThat(started).hasSize(3);
    assertThat(started.get(1)).isSameAs(started.get(0));
    assertThat(started.get(2)).isSameAs(started.get(0));
    assertThat(fixture.server.authorizations.count()).isEqualTo(1);
    assertThat(signIns.pending()).isEqualTo(1);
  }

  @Test
  void aNewCodeTakesThePlaceOfTheOldSignIn() {
    SignIns signIns = fixture.limit(1).run();
    signIns.start(DEVICE, SCOPES, CODE).subscribe();
    List<SignInEvent> old = watch(signIns);
    signIns.start(DEVICE, SCOPES, OTHER).subscribe();
    fixture.advance("11S");

    assertThat(old).endsWith(new Cancelled());
    assertThat(signIns.pending()).isEqualTo(1);
    assertThat(((PendingSignIn) fixture.stored()).code()).isEqualTo(OTHER);
    assertThat(fixture.server.exchanges.calls())
        .extracting(call -> call.request().toString())
        .allMatch(text -> text.contains("DeviceCode"))
        .hasSize(2);
  }

  @Test
  void theOldSignInGoesOnUntilTheNewOneIsStored() {
    SignIns signIns = fixture.limit(1).run();
    signIns.start(DEVICE, SCOPES, CODE).subscribe();
    List<SignInEvent> old = watch(signIns);
    fixture.server.authorizations.thenAfter(
        Duration.ofSeconds(12), Mono.just(fixture.server.authorization()));
    signIns.start(DEVICE, SCOPES, OTHER).subscribe();
    fixture.advance("11S");
    assertThat(fixture.pollSeconds()).containsExactly(5L, 10L);
    assertThat(old).endsWith(new Pending(Duration.ofSeconds(5)));
    fixture.advance("1S");

    assertThat(old).endsWith(new Cancelled());
    assertThat(((PendingSignIn) fixture.stored()).code()).isEqualTo(OTHER);
    assertThat(signIns.pending()).isEqualTo(1);
  }

  @Test
  void aStartThatFailsLeavesTheOldSignInAlone() {
    SignIns signIns = fixture.limit(1).run();
    signIns.start(DEVICE, SCOPES, CODE).subscribe();
    fixture.server.authorizations.thenError(new IOException("no route"));
    StepVerifier.create(signIns.start(DEVICE, SCOPES, OTHER)).verifyError(IOException.class);
    assertThat(signIns.pending()).isEqualTo(1);
    List<SignInEvent> old = watch(signIns);
    fixture.server.exchanges.thenValue(tokens);
    fixture.advance("5S");

    assertThat(old).endsWith(new Authorized(tokens.accessToken(), null));
    assertThat(((SignedIn) fixture.stored()).code()).isEqualTo(CODE);
    assertThat(signIns.pending()).isZero();
  }

  @Test
  void anOldSignInThatEndsWhileTheNewStartFailsLeavesNothing() {
    SignIns signIns = fixture.run();
    signIns.start(DEVICE, SCOPES, CODE).subscribe();
    fixture.server.authorizations.thenAfter(
        Duration.ofSeconds(8), Mono.error(new IOException("no route")));
    signIns.start(DEVICE, SCOPES, OTHER).subscribe(started -> {}, failure -> {});
    fixture.server.exchanges.thenValue(tokens);
    fixture.advance("7S");
    assertThat(signIns.pending()).isEqualTo(1);
    fixture.advance("2S");

    assertThat(signIns.pending()).isZero();
    assertThat(fixture.stored()).isInstanceOf(SignedIn.class);
    StepVerifier.create(signIns.events(DEVICE)).verifyComplete();
  }

  @Test
  void ofThreeStartsTheLastThatSucceedsGoesOn() {
    var third = new SecretHash("hash-3");
    SignIns signIns = fixture.run();
    fixture
        .server
        .authorizations
        .thenAfter(Duration.ofSeconds(1), Mono.just(fixture.server.authorization()))
        .thenAfter(Duration.ofSeconds(1), Mono.error(new IOException("no route")))
        .thenAfter(Duration.ofSeconds(1), Mono.error(new IOException("no route")));
    signIns.start(DEVICE, SCOPES, CODE).subscribe();
    signIns.start(DEVICE, SCOPES, OTHER).subscribe(started -> {}, failure -> {});
    signIns.start(DEVICE, SCOPES, third).subscribe(started -> {}, failure -> {});
    fixture.advance("4S");
    assertThat(fixture.server.authorizations.times())
        .containsExactly(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(((PendingSignIn) fixture.stored()).code()).isEqualTo(CODE);
    signIns.start(DEVICE, SCOPES, third).subscribe();
    fixture.advance("10S");

    assertThat(((PendingSignIn) fixture.stored()).code()).isEqualTo(third);
    assertThat(fixture.events).contains(new Cancelled());
    assertThat(signIns.pending()).isEqualTo(1);
  }

  @Test
  void cancelDuringAStartThatFailsCancelsTheOldSignIn() {
    SignIns signIns = fixture.run();
    signIns.start(DEVICE, SCOPES, CODE).subscribe();
    fixture.server.authorizations.thenAfter(
        Duration.ofSeconds(2), Mono.error(new IOException("no route")));
    signIns.start(DEVICE, SCOPES, OTHER).subscribe(started -> {}, failure -> {});
    StepVerifier.create(signIns.cancel(DEVICE))
        .then(() -> fixture.advance("2S"))
        .expectNext(true)
        .verifyComplete();
    assertThat(signIns.pending()).isZero();
  }

  @Test
  void theLimitNamesItselfAndAFailedStartGivesItsPlaceBack() {
    SignIns signIns = fixture.limit(2).run();
    fixture.server.authorizations.thenError(refused(INVALID_SCOPE));
    StepVerifier.create(signIns.start(DEVICE, SCOPES, null)).verifyError(OAuthException.class);
    assertThat(signIns.pending()).isZero();
    fixture.start(signIns, new DeviceId("one"));
    fixture.start(signIns, new DeviceId("two"));

    StepVerifier.create(signIns.start(new DeviceId("three"), SCOPES, null))
        .verifyErrorMatches(
            e ->
                e instanceof LimitExceededException
                    && e.getMessage().equals("limit reached: max-pending-sign-ins = 2"));
    StepVerifier.create(signIns.start(new DeviceId("two"), SCOPES, null))
        .expectNextCount(1)
        .verifyComplete();
    assertThat(fixture.server.authorizations.count()).isEqualTo(3);
  }

  @Test
  void aStoreThatIsDownFailsTheStart() {
    SignIns signIns = fixture.run();
    fixture.sealer.down = true;
    StepVerifier.create(signIns.start(DEVICE, SCOPES, null)).verifyError();
    fixture.advance("1M");
    assertThat(signIns.pending()).isZero();
    assertThat(fixture.pollSeconds()).isEmpty();
  }

  @Test
  void tokensAreServedWhileTheDeviceSignsInAnewAndRestoredWhenThatFails() {
    fixture.server.exchanges.thenValue(tokens);
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    fixture.advance("5S");
    var before = (SignedIn) fixture.stored();
    fixture.server.exchanges.thenError(refused(ACCESS_DENIED));
    fixture.start(signIns);

    assertThat(fixture.stored().tokens()).isEqualTo(before);
    fixture.advance("5S");
    assertThat(fixture.events).endsWith(new SignInEvent.Declined());
    assertThat(fixture.stored()).isEqualTo(before);
  }

  @Test
  void theCodeLeadsToTheOutcome() {
    fixture.server.exchanges.thenError(refused(ACCESS_DENIED));
    SignIns signIns = fixture.run();
    signIns.start(DEVICE, SCOPES, CODE).subscribe();
    fixture.advance("5S");
    StepVerifier.create(fixture.sessions.findByHash(CODE))
        .assertNext(
            found ->
                assertThat(((Ended) found.session()).reason()).isEqualTo(Ended.Reason.DECLINED))
        .verifyComplete();
  }

  @Test
  void cancelDuringAPollEndsWithThatPollAndRevokesWhatItBrings() {
    fixture.server.exchanges.thenAfter(Duration.ofSeconds(2), Mono.just(tokens));
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    fixture.advance("6S");
    var cancelled = new ArrayList<Boolean>();
    signIns.cancel(DEVICE).subscribe(cancelled::add);
    signIns.cancel(DEVICE).subscribe(cancelled::add);
    assertThat(cancelled).isEmpty();
    fixture.advance("1S");

    assertThat(cancelled).containsExactly(true, true);
    assertThat(fixture.events).containsExactly(new Cancelled());
    assertThat(fixture.server.revocations.count()).isEqualTo(1);
    assertThat(((Ended) fixture.stored()).reason()).isEqualTo(Ended.Reason.CANCELLED);
    fixture.advance("1H");
    assertThat(fixture.pollSeconds()).containsExactly(5L);
  }

  @Test
  void cancelDuringAPendingPollEndsAfterIt() {
    fixture.server.exchanges.thenAfter(
        Duration.ofSeconds(2), Mono.error(refused(AUTHORIZATION_PENDING)));
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    fixture.advance("6S");
    signIns.cancel(DEVICE).subscribe();
    StepVerifier.create(signIns.cancel(DEVICE))
        .then(() -> fixture.advance("1S"))
        .expectNext(true)
        .verifyComplete();
    assertThat(fixture.events).endsWith(new Cancelled());
  }

  @Test
  void cancelBeforeTheCodeIsThere() {
    fixture.server.authorizations.thenAfter(
        Duration.ofSeconds(2), Mono.just(fixture.server.authorization()));
    SignIns signIns = fixture.run();
    signIns.start(DEVICE, SCOPES, null).subscribe();
    StepVerifier.create(signIns.cancel(DEVICE))
        .then(() -> fixture.advance("2S"))
        .expectNext(true)
        .verifyComplete();
    fixture.advance("1H");
    assertThat(fixture.pollSeconds()).isEmpty();
    assertThat(signIns.pending()).isZero();
  }

  @Test
  void cancelOfNothingIsFalse() {
    StepVerifier.create(fixture.run().cancel(DEVICE)).expectNext(false).verifyComplete();
  }

  @Test
  void cancelWhileTheStoreIsDownIsDoneWhenItIsBackWithoutABusyLoop() {
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    fixture.sealer.down = true;
    var cancelled = new ArrayList<Boolean>();
    signIns.cancel(DEVICE).subscribe(cancelled::add);
    fixture.advance("60S");
    assertThat(cancelled).isEmpty();
    assertThat(fixture.sealer.refused).isBetween(4, 8);
    fixture.sealer.down = false;
    fixture.advance("40S");

    assertThat(cancelled).containsExactly(true);
    assertThat(fixture.pollSeconds()).isEmpty();
  }

  @Test
  void aSlowWatcherMissesAllButTheLatestAndNeverTheOutcome() {
    fixture
        .server
        .exchanges
        .thenError(refused(AUTHORIZATION_PENDING))
        .thenError(refused(SLOW_DOWN))
        .thenValue(tokens);
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    var seen = new ArrayList<SignInEvent>();
    var slow =
        new BaseSubscriber<SignInEvent>() {
          @Override
          protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
            request(2);
          }

          @Override
          protected void hookOnNext(SignInEvent event) {
            seen.add(event);
          }
        };
    signIns.events(DEVICE).subscribe(slow);
    fixture.advance("30S");
    assertThat(seen).hasSize(2).last().isInstanceOf(Pending.class);
    slow.request(5);

    assertThat(seen).hasSize(3).last().isInstanceOf(Authorized.class);
    assertThat(slow.isDisposed()).isTrue();
  }

  @Test
  void aWatcherMayStartAnewOnTheOutcome() {
    fixture.server.exchanges.thenError(refused(ACCESS_DENIED));
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    signIns
        .events(DEVICE)
        .ofType(SignInEvent.Outcome.class)
        .concatMap(over -> signIns.start(DEVICE, SCOPES, null))
        .subscribe();
    fixture.advance("11S");

    assertThat(fixture.server.authorizations.count()).isEqualTo(2);
    assertThat(signIns.pending()).isEqualTo(1);
  }

  @Test
  void aRestartGoesOnWithAllThatIsPendingPageByPage() {
    SignIns first = fixture.run();
    for (int i = 0; i < 1_203; i++) {
      fixture.start(first, new DeviceId("device-" + i));
    }
    fixture.crash();
    fixture.sealer.unreadable.add(
        new SessionKey(SignInFixture.REGISTRATION, new DeviceId("device-7")));
    SignIns second = fixture.run();
    StepVerifier.create(second.resume()).verifyComplete();
    StepVerifier.create(second.resume()).verifyComplete();
    assertThat(second.pending()).isEqualTo(1_202);
    fixture.advance("4.999S");
    assertThat(fixture.pollSeconds()).isEmpty();
    fixture.advance("5.001S");
    assertThat(fixture.server.exchanges.calls().stream().map(Script.Call::request).distinct())
        .hasSize(1_202);
    assertThat(fixture.server.exchanges.times().stream().distinct().count()).isGreaterThan(500);

    fixture.crash();
    fixture.advance("15M");
    SignIns third = fixture.run();
    third.resume().subscribe();
    assertThat(third.pending()).isZero();
    assertThat(fixture.ended).hasSize(1_202).containsOnly("sign_in_expired after 910");
  }

  @Test
  void aRestartAfterTheLifetimeEndsIt() {
    fixture.start(fixture.run());
    fixture.crash();
    fixture.advance("20M");
    SignIns second = fixture.run();
    second.resume().subscribe();

    assertThat(fixture.events).containsExactly(new SignInEvent.Expired());
    assertThat(fixture.pollSeconds()).isEmpty();
    assertThat(((Ended) fixture.stored()).reason()).isEqualTo(Ended.Reason.SIGN_IN_EXPIRED);
  }

  @Test
  void closingStopsPollingAndLeavesThePendingOnesInTheStore() {
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    fixture.start(signIns, new DeviceId("in-flight"));
    fixture.server.exchanges.thenError(refused(AUTHORIZATION_PENDING));
    fixture.server.exchanges.thenAfter(Duration.ofSeconds(3), Mono.just(tokens));
    List<SignInEvent> seen = watch(signIns);
    fixture.advance("6S");
    StepVerifier.create(signIns.close()).verifyComplete();
    assertThat(fixture.driverDone).isFalse();
    fixture.advance("2S"); // what is in flight ends

    assertThat(fixture.driverDone).isTrue();
    assertThat(fixture.events).endsWith(new Authorized(tokens.accessToken(), null));
    assertThat(fixture.stored()).isInstanceOf(PendingSignIn.class);
    assertThat(seen).hasSize(2).last().isInstanceOf(Pending.class);
    fixture.advance("1H");
    assertThat(fixture.pollSeconds()).containsExactly(5L, 5L);
  }

  @Test
  void nothingStartsAfterTheClose() {
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    signIns.close().block();

    for (DeviceId device : List.of(DEVICE, new DeviceId("new"))) {
      StepVerifier.create(signIns.start(device, SCOPES, null))
          .verifyError(EngineClosedException.class);
      StepVerifier.create(signIns.start(device, SCOPES, CODE))
          .verifyError(EngineClosedException.class);
      StepVerifier.create(signIns.attend(device, SCOPES)).verifyError(EngineClosedException.class);
    }
    StepVerifier.create(signIns.resume()).verifyError(EngineClosedException.class);
    assertThat(fixture.server.authorizations.count()).isEqualTo(1);
  }

  @Test
  void tokensThatWaitForTheStoreGetOneMoreTryAtTheClose() {
    SignIns signIns = approvedWhileTheStoreFails(2);
    fixture.advance("7S"); // fails at 5 and 6
    signIns.close().block();

    assertThat(fixture.stored()).isInstanceOf(SignedIn.class);
    assertThat(fixture.driverDone).isTrue();
    assertThat(fixture.uncertain).isZero();
  }

  @Test
  void tokensAboutToFailAtTheCloseGetOneMoreTryToo() {
    fixture.completion(
        (device, pending, received) ->
            fixture.server.exchanges.count() == 1 && fixture.time.now(TimeUnit.SECONDS) < 7
                ? Mono.delay(Duration.ofSeconds(2), fixture.time)
                    .then(Mono.error(new IOException("the store is down")))
                : fixture.signIn(device, pending, received));
    fixture.server.exchanges.thenValue(tokens);
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    fixture.advance("6S");
    signIns.close().block();
    assertThat(fixture.driverDone).isFalse();
    fixture.advance("2S");

    assertThat(fixture.stored()).isInstanceOf(SignedIn.class);
    assertThat(fixture.driverDone).isTrue();
    assertThat(fixture.uncertain).isZero();
  }

  @Test
  void tokensThatTheStoreDoesNotTakeAtTheCloseAreReported() {
    SignIns signIns = approvedWhileTheStoreFails(100);
    fixture.advance("6S");
    signIns.close().block();

    assertThat(fixture.uncertain).isEqualTo(1);
    assertThat(fixture.driverDone).isTrue();
    assertThat(fixture.events).isEmpty();
    assertThat(fixture.stored()).isInstanceOf(PendingSignIn.class);
  }

  @Test
  void tokensThatTheStoreKeepsWaitingUntilTheEndAreReported() {
    fixture.completion((device, pending, received) -> Mono.never());
    fixture.server.exchanges.thenValue(tokens);
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    fixture.advance("6S");
    signIns.close().block();
    assertThat(fixture.uncertain).isZero();
    fixture.crash();

    assertThat(fixture.uncertain).isEqualTo(1);
  }

  private SignIns approvedWhileTheStoreFails(int times) {
    var calls = new AtomicInteger();
    fixture.completion(
        (device, pending, received) ->
            calls.incrementAndGet() <= times
                ? Mono.error(new IOException("the store is down"))
                : fixture.signIn(device, pending, received));
    fixture.server.exchanges.thenValue(tokens);
    SignIns signIns = fixture.run();
    fixture.start(signIns);
    return signIns;
  }

  private List<SignInEvent> watch(SignIns signIns) {
    var seen = new ArrayList<SignInEvent>();
    signIns.events(DEVICE).subscribe(seen::add);
    return seen;
  }
}
