// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static io.fleetauth.endpoint.ScriptedAuthorizationServer.refused;
import static io.fleetauth.oauth.ErrorCode.INVALID_CLIENT;
import static io.fleetauth.oauth.ErrorCode.INVALID_GRANT;
import static io.fleetauth.token.Fleet.DEVICE;
import static io.fleetauth.token.Fleet.HOUR;
import static io.fleetauth.token.Fleet.MAIL;
import static io.fleetauth.token.Fleet.OWN;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.fleetauth.endpoint.TokenRequest;
import io.fleetauth.endpoint.TokenRequest.RefreshTokenGrant;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.oauth.UnavailableException;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.Ended;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SignedIn;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class DeviceTokensTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Fleet fleet = new Fleet();

  /** Whatever a test did: each exchange that began was told to have ended, and none twice. */
  @AfterEach
  void observerHeardEachExchangeBeginAndEnd() {
    fleet.store.works();
    fleet.pass(MINUTE);
    assertThat(fleet.inFlight).hasValue(0);
    assertThat(fleet.leastInFlight).hasValue(0);
  }

  @Test
  void storedTokenIsReadOnceAndThenServedFromMemory() {
    fleet.signIn(DEVICE, HOUR);
    assertThat(fleet.tokens.peek(DEVICE)).isNull();
    assertThat(fleet.read()).isEqualTo("access-0");
    int finds = fleet.store.finds.get();
    assertThat(fleet.read()).isEqualTo("access-0");
    assertThat(fleet.tokens.peek(DEVICE).value()).isEqualTo("access-0");
    assertThat(fleet.tokens.token(DEVICE, OWN).block().value()).isEqualTo("access-0");
    assertThat(fleet.store.finds).hasValue(finds);
    assertThat(fleet.server.exchanges.count()).isZero();
  }

  @Test
  void unknownDeviceHasToSignIn() {
    assertThat(fleet.failure())
        .isInstanceOfSatisfying(
            SignInRequiredException.class, e -> assertThat(e.reason()).isNull());
  }

  @Test
  void t1KeptMonoNeverYieldsAnExpiredToken() {
    fleet.signIn(DEVICE, MINUTE);
    fleet.read();
    Mono<AccessToken> kept = fleet.tokens.token(DEVICE);
    fleet.driver.dispose(); // nobody renews in the background
    fleet.pass(Duration.ofSeconds(54));
    assertThat(kept.block().value()).isEqualTo("access-0");
    fleet.pass(SECOND); // five seconds of life are left
    assertThat(fleet.tokens.peek(DEVICE)).isNull();
    assertThat(kept.block().value()).isEqualTo("access-r1");
    fleet.pass(HOUR.multipliedBy(3));
    assertThat(kept.block().value()).isEqualTo("access-r2");
  }

  @Test
  void t1ClockSetBackDoesNotProlongATokensLife() {
    fleet.signIn(DEVICE, HOUR);
    fleet.read();
    fleet.driver.dispose();
    fleet.pass(Duration.ofMinutes(50));
    fleet.clock.offset = Duration.ofMinutes(-45);
    fleet.pass(Duration.ofMinutes(9));
    assertThat(fleet.read()).isEqualTo("access-0");
    fleet.pass(Duration.ofMinutes(1));
    assertThat(fleet.tokens.peek(DEVICE)).isNull();
  }

  @Test
  void t1OtherScopesAndOtherDevicesHaveTheirOwnTokens() {
    var other = new DeviceId("headset-2");
    fleet.signIn(DEVICE, HOUR);
    AccessToken token = fleet.server.accessToken("access-other", OWN, HOUR);
    fleet.signIn(other, token, new RefreshToken("refresh-other"));
    assertThat(fleet.read()).isEqualTo("access-0");
    assertThat(fleet.tokens.token(other).block().value()).isEqualTo("access-other");
    assertThat(fleet.tokens.token(DEVICE, MAIL).block().value()).isEqualTo("access-r1");
    assertThat(fleet.tokens.token(DEVICE, MAIL).block().value()).isEqualTo("access-r1");
    assertThat(fleet.read()).isEqualTo("access-0");
    assertThat(grant(0).scopes()).isEqualTo(MAIL);
    assertThat(fleet.signedIn(DEVICE).refreshToken().value()).isEqualTo("refresh-r1");
    assertThat(fleet.server.exchanges.count()).isEqualTo(1);
  }

  @Test
  void t2ReadersOfAnExpiredTokenShareOneExchange() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.server.exchanges.thenAfter(SECOND, Mono.just(fleet.server.tokens("new", HOUR)));
    List<String> read = new ArrayList<>();
    for (int reader = 0; reader < 64; reader++) {
      fleet.tokens.token(DEVICE).subscribe(token -> read.add(token.value()));
    }
    fleet.pass(SECOND);
    assertThat(read).hasSize(64).containsOnly("access-new");
    assertThat(fleet.server.exchanges.count()).isEqualTo(1);
  }

  @Test
  void t2ExchangesForSeveralScopesOfOneSessionFollowEachOther() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet
        .server
        .exchanges
        .then(request -> Mono.delay(SECOND, fleet.time).map(tick -> fleet.renewed(request)))
        .then(request -> Mono.delay(SECOND, fleet.time).map(tick -> fleet.renewed(request)));
    List<String> read = new ArrayList<>();
    fleet.tokens.token(DEVICE).subscribe(token -> read.add(token.value()));
    fleet.tokens.token(DEVICE, MAIL).subscribe(token -> read.add(token.value()));
    fleet.pass(SECOND.multipliedBy(3));
    assertThat(read).containsExactly("access-r1", "access-r2");
    assertThat(fleet.server.exchanges.times()).containsExactly(SECOND, SECOND.multipliedBy(2));
    assertThat(grant(1).refreshToken().value()).isEqualTo("refresh-r1");
  }

  @Test
  void cancelledReaderLeavesTheExchangeToTheOthers() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.server.exchanges.thenAfter(SECOND, Mono.just(fleet.server.tokens("new", HOUR)));
    List<String> read = new ArrayList<>();
    Disposable first = fleet.tokens.token(DEVICE).subscribe();
    fleet.tokens.token(DEVICE).subscribe(token -> read.add(token.value()));
    first.dispose();
    fleet.pass(SECOND);
    assertThat(read).containsExactly("access-new");
    assertThat(fleet.server.exchanges.cancelled()).isZero();
  }

  @Test
  void usedTokenIsRenewedAheadWhileTheOldOneIsServed() {
    fleet.signIn(DEVICE, HOUR);
    Duration slow = Duration.ofSeconds(40);
    fleet.server.exchanges.thenAfter(slow, Mono.just(fleet.server.tokens("new", HOUR.plus(HOUR))));
    fleet.read();
    fleet.pass(Duration.ofMinutes(44)); // 75 percent: jitter is 0.5
    assertThat(fleet.server.exchanges.count()).isZero();
    fleet.pass(Duration.ofMinutes(1).plusSeconds(1));
    assertThat(fleet.server.exchanges.inFlight()).isEqualTo(1);
    assertThat(fleet.read()).isEqualTo("access-0");
    fleet.pass(MINUTE);
    assertThat(fleet.tokens.peek(DEVICE).value()).isEqualTo("access-new");
    assertThat(fleet.signedIn(DEVICE).refreshToken().value()).isEqualTo("refresh-new");
  }

  @Test
  void unusedTokenIsNotRenewedAndLeavesMemory() {
    fleet.signIn(DEVICE, HOUR);
    fleet.read();
    fleet.pass(Duration.ofHours(3));
    int renewals = fleet.server.exchanges.count();
    assertThat(renewals).isEqualTo(1); // it was read in its first life
    assertThat(fleet.tokens.hotSessions()).isZero();
  }

  @Test
  void lateReadOfAnUnusedTokenRenewsItAtOnce() {
    fleet.signIn(DEVICE, HOUR);
    fleet.read();
    fleet.pass(Duration.ofMinutes(45 + 50)); // renewed once, then late in the second life
    assertThat(fleet.server.exchanges.count()).isEqualTo(1);
    assertThat(fleet.read()).isEqualTo("access-r1");
    fleet.pass(SECOND);
    assertThat(fleet.tokens.peek(DEVICE).value()).isEqualTo("access-r2");
  }

  @Test
  void t3NewTokenIsDurableBeforeItIsHandedOut() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.store.onSave(call -> Mono.delay(SECOND, fleet.time).then(call));
    List<String> read = new ArrayList<>();
    fleet.tokens.token(DEVICE).subscribe(token -> read.add(token.value()));
    fleet.pass(Duration.ofMillis(999));
    assertThat(read).isEmpty();
    assertThat(fleet.tokens.peek(DEVICE)).isNull();
    fleet.pass(Duration.ofMillis(1));
    assertThat(read).containsExactly("access-r1");
    assertThat(fleet.signedIn(DEVICE).refreshToken().value()).isEqualTo("refresh-r1");
  }

  @Test
  void t3StoreThatIsDownLosesNoRefreshTokenAndStopsNoReader() {
    fleet.signIn(DEVICE, HOUR);
    fleet.read();
    fleet.store.failsSaves();
    fleet.pass(Duration.ofMinutes(54));
    assertThat(fleet.read()).isEqualTo("access-0");
    assertThat(fleet.server.exchanges.count()).isEqualTo(1); // never again before it is stored
    fleet.pass(Duration.ofMinutes(6));
    assertThat(fleet.failure()).isInstanceOf(IllegalStateException.class);
    fleet.store.works();
    fleet.pass(MINUTE);
    assertThat(fleet.read()).isEqualTo("access-r1");
    assertThat(fleet.signedIn(DEVICE).refreshToken().value()).isEqualTo("refresh-r1");
    assertThat(fleet.server.exchanges.count()).isEqualTo(1);
    assertThat(fleet.outcomes).contains("store");
  }

  @Test
  void t3StoreThatHangsFailsInTime() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.store.onReplace = call -> Mono.never();
    List<Throwable> failures = new ArrayList<>();
    fleet.tokens.token(DEVICE).subscribe(token -> {}, failures::add);
    fleet.pass(Duration.ofSeconds(11));
    assertThat(failures).singleElement().isInstanceOf(IOException.class);
  }

  @Test
  void answerWithoutRefreshTokenKeepsTheOldOne() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    var token = fleet.server.accessToken("plain", OWN, HOUR);
    fleet.server.exchanges.thenValue(new TokenSet(token, null, null));
    assertThat(fleet.read()).isEqualTo("plain");
    assertThat(fleet.signedIn(DEVICE).refreshToken().value()).isEqualTo("refresh-0");
  }

  @Test
  void t5RefusedGrantIsCheckedAgainstTheStoreFirst() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.server.exchanges.then(
        request -> {
          renewElsewhere("node-2", HOUR);
          return Mono.error(refused(INVALID_GRANT));
        });
    assertThat(fleet.read()).isEqualTo("access-node-2");
    assertThat(fleet.server.exchanges.count()).isEqualTo(1);
  }

  @Test
  void t5NewerRefreshTokenInTheStoreIsUsedWhenItsAccessTokenIsOldToo() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.server.exchanges.then(
        request -> {
          renewElsewhere("node-2", Duration.ofMillis(1));
          return Mono.error(refused(INVALID_GRANT));
        });
    assertThat(fleet.read()).isEqualTo("access-r1");
    assertThat(grant(1).refreshToken().value()).isEqualTo("refresh-node-2");
  }

  @Test
  void exchangeEndsOnceForTheObserverWhenItsSessionVanishesOrCanNotBeEnded() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet
        .server
        .exchanges
        .then(Mono.error(refused(INVALID_GRANT)))
        .then(Mono.error(refused(INVALID_GRANT)));
    fleet.store.failsSaves();
    assertThat(fleet.failure()).hasMessage("disk full");
    fleet.store.works();
    fleet.pass(MINUTE);
    fleet.signIn(new DeviceId("headset-2"), SECOND);
    fleet.pass(SECOND);
    fleet.store.onFind =
        call -> fleet.server.exchanges.count() < 2 ? call : call.then(Mono.empty());
    assertThat(Fleet.failure(fleet.tokens.token(new DeviceId("headset-2"))))
        .isInstanceOf(SignInRequiredException.class);
    assertThat(fleet.outcomes).containsExactly("invalid_grant", "invalid_grant");
  }

  @Test
  void t5StoreThatCanNotBeReadEndsNoSession() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.server.exchanges.then(
        request -> {
          fleet.store.onFind = call -> Mono.error(new IllegalStateException("down"));
          return Mono.error(refused(INVALID_GRANT));
        });
    assertThat(fleet.failure()).hasMessage("down");
    fleet.store.works();
    assertThat(fleet.signedIn(DEVICE)).isNotNull();
  }

  @Test
  void refusedGrantEndsTheSession() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.server.exchanges.thenError(refused(INVALID_GRANT));
    assertThat(fleet.failure())
        .isInstanceOfSatisfying(
            SignInRequiredException.class,
            e -> assertThat(e.reason()).isEqualTo(Ended.Reason.REVOKED));
    assertThat(fleet.stored(DEVICE).session())
        .isInstanceOfSatisfying(
            Ended.class, ended -> assertThat(ended.reason()).isEqualTo(Ended.Reason.REVOKED));
    assertThat(fleet.told).containsExactly("ended REVOKED");
    assertThat(fleet.failure()).isInstanceOf(SignInRequiredException.class);
    assertThat(fleet.uncertain).hasValue(0);
  }

  @Test
  void refusedOtherScopesDoNotEndTheSession() {
    fleet.signIn(DEVICE, HOUR);
    fleet.server.exchanges.thenError(refused(INVALID_GRANT));
    assertThat(Fleet.failure(fleet.tokens.token(DEVICE, MAIL))).isInstanceOf(OAuthException.class);
    assertThat(fleet.read()).isEqualTo("access-0");
    assertThat(fleet.signedIn(DEVICE)).isNotNull();
  }

  @Test
  void t6ServerThatIsDownSlowOrTalksNonsenseEndsNoSession() {
    List<Throwable> troubles =
        List.of(
            new IOException("reset"),
            new UnavailableException(503, null, "down"),
            new MalformedResponseException("access_token is missing"),
            refused(INVALID_CLIENT),
            new LimitExceededException("exchanges", 64));
    fleet.signIn(DEVICE, HOUR);
    fleet.read();
    troubles.forEach(fleet.server.exchanges::thenError);
    fleet.pass(Duration.ofMinutes(45).plusSeconds(4));
    assertThat(fleet.server.exchanges.count()).isBetween(2, 5);
    assertThat(fleet.read()).isEqualTo("access-0");
    fleet.pass(Duration.ofMinutes(4));
    assertThat(fleet.read()).isEqualTo("access-r1");
    assertThat(fleet.outcomes)
        .containsExactly(
            "network", "unavailable", "malformed", "invalid_client", "limit", "refreshed");
  }

  @Test
  void t6RetriesOfAnExpiredTokenGrowApartWhileItIsRead() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.server.exchanges.otherwise(request -> Mono.error(new ConnectException("refused")));
    for (int second = 0; second < 600; second++) {
      fleet.failure();
      fleet.pass(SECOND);
    }
    assertThat(fleet.server.exchanges.count()).isBetween(15, 25); // at most one a minute in the end
  }

  @Test
  void keptMonoOfAColdSessionReadsTheStoreOnce() {
    fleet.signIn(DEVICE, HOUR);
    Mono<AccessToken> kept = fleet.tokens.token(DEVICE);
    kept.block();
    int finds = fleet.store.finds.get();
    kept.block();
    assertThat(fleet.store.finds).hasValue(finds);
  }

  @Test
  void unreadOtherScopesLeaveRoomAndTooManyAreRefused() {
    fleet.signIn(DEVICE, HOUR);
    for (int i = 0; i < HotSession.MAX_OTHER_SCOPES; i++) {
      fleet.tokens.token(DEVICE, Scopes.of("s" + i)).block();
    }
    assertThat(Fleet.failure(fleet.tokens.token(DEVICE, MAIL)))
        .isInstanceOf(LimitExceededException.class);
    fleet.pass(HOUR.multipliedBy(4));
    fleet.server.exchanges.then(request -> Mono.just(fleet.renewed(request)));
    assertThat(fleet.tokens.token(DEVICE, MAIL).block()).isNotNull();
    assertThat(fleet.signedIn(DEVICE).accessTokens()).hasSizeLessThan(4);
  }

  @Test
  void hitsAllocateNothing() {
    fleet.signIn(DEVICE, HOUR);
    fleet.read();
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long reads = 200_000;
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < reads; i++) {
        if (fleet.tokens.token(DEVICE) == null || fleet.tokens.peek(DEVICE) == null) {
          throw new AssertionError();
        }
      }
      best = Math.min(best, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(best).isLessThan(reads); // less than a byte a read: nothing
  }

  @Test
  void t6RetriesGrowApart() {
    fleet.signIn(DEVICE, HOUR);
    fleet.read();
    fleet.server.exchanges.otherwise(request -> Mono.error(new ConnectException("refused")));
    fleet.pass(HOUR);
    assertThat(fleet.server.exchanges.count()).isBetween(15, 30); // 15 minutes of trouble
    fleet.pass(HOUR);
    int unread = fleet.server.exchanges.count();
    fleet.pass(HOUR);
    assertThat(fleet.server.exchanges.count()).isEqualTo(unread);
  }

  @Test
  void s4ReadersDuringThePauseFailAtOnceWithTheLastFailure() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.server.exchanges.thenError(new UnavailableException(503, MINUTE, "down"));
    assertThat(fleet.failure()).isInstanceOf(UnavailableException.class);
    assertThat(fleet.failure()).isInstanceOf(UnavailableException.class);
    assertThat(Fleet.failure(fleet.tokens.refresh(DEVICE)))
        .isInstanceOf(UnavailableException.class);
    assertThat(fleet.server.exchanges.count()).isEqualTo(1);
    fleet.pass(Duration.ofSeconds(59)); // T8: not before Retry-After
    assertThat(fleet.server.exchanges.count()).isEqualTo(1);
    fleet.pass(Duration.ofSeconds(2));
    assertThat(fleet.server.exchanges.count()).isEqualTo(2);
    assertThat(fleet.read()).isEqualTo("access-r1");
  }

  @Test
  void t9LostAnswerFollowedByARefusalIsReported() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.server.exchanges.thenError(new IOException("reset")).thenError(refused(INVALID_GRANT));
    assertThat(fleet.failure()).isInstanceOf(IOException.class);
    fleet.pass(SECOND);
    assertThat(fleet.failure()).isInstanceOf(SignInRequiredException.class);
    assertThat(fleet.uncertain).hasValue(1);
  }

  @Test
  void t9RefusedConnectionLosesNoAnswer() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet
        .server
        .exchanges
        .thenError(new ConnectException("refused"))
        .thenError(refused(INVALID_GRANT));
    fleet.failure();
    fleet.pass(SECOND);
    assertThat(fleet.failure()).isInstanceOf(SignInRequiredException.class);
    assertThat(fleet.uncertain).hasValue(0);
  }

  @Test
  void signOutStopsServiceAndRevokes() {
    fleet.signIn(DEVICE, HOUR);
    Mono<AccessToken> kept = fleet.tokens.token(DEVICE);
    fleet.read();
    Mono<AccessToken> hot = fleet.tokens.token(DEVICE);
    fleet.tokens.signOut(DEVICE).block();
    assertThat(fleet.tokens.peek(DEVICE)).isNull();
    assertThat(Fleet.failure(kept)).isInstanceOf(SignInRequiredException.class);
    assertThat(Fleet.failure(hot)).isInstanceOf(SignInRequiredException.class);
    fleet.pass(SECOND);
    assertThat(fleet.server.revocations.calls().get(0).request().value()).isEqualTo("refresh-0");
    assertThat(((Ended) fleet.stored(DEVICE).session()).revoke()).isNull();
    assertThat(fleet.told).containsExactly("ended SIGNED_OUT");
  }

  @Test
  void signOutOfAnUnknownDeviceCompletes() {
    StepVerifier.create(fleet.tokens.signOut(DEVICE)).verifyComplete();
  }

  @Test
  void r1RevocationIsRetriedUntilDone() {
    fleet.signIn(DEVICE, HOUR);
    fleet
        .server
        .revocations
        .thenError(new IOException("down"))
        .thenError(new UnavailableException(503, null, "down"));
    fleet.tokens.signOut(DEVICE).block();
    fleet.pass(Duration.ofMinutes(5));
    assertThat(fleet.server.revocations.count()).isEqualTo(3);
    Ended ended = (Ended) fleet.stored(DEVICE).session();
    assertThat(ended.revoke()).isNull();
    assertThat(ended.dueAt()).isEqualTo(ended.endedAt().plus(Ended.RETENTION));
  }

  @Test
  void r3RefreshInFlightDoesNotBringASignedOutSessionBack() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.server.exchanges.thenAfter(SECOND, Mono.just(fleet.server.tokens("new", HOUR)));
    List<Object> read = new ArrayList<>();
    fleet.tokens.token(DEVICE).subscribe(read::add, read::add);
    fleet.tokens.signOut(DEVICE).block();
    fleet.pass(Duration.ofSeconds(10));
    assertThat(read).singleElement().isInstanceOf(SignInRequiredException.class);
    assertThat(fleet.tokens.peek(DEVICE)).isNull();
    assertThat(fleet.stored(DEVICE).session()).isInstanceOf(Ended.class);
    assertThat(fleet.server.revocations.calls())
        .extracting(call -> call.request().value())
        .contains("refresh-new");
  }

  @Test
  void r3RotatedTokenOfASignedOutSessionIsRevokedUntilThatWorks() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.server.exchanges.thenAfter(SECOND, Mono.just(fleet.server.tokens("new", HOUR)));
    fleet.tokens.token(DEVICE).subscribe(token -> {}, failure -> {});
    fleet.tokens.signOut(DEVICE).block();
    fleet.server.revocations.otherwise(token -> Mono.error(new IOException("down")));
    fleet.pass(Duration.ofMinutes(1));
    int before = fleet.server.revocations.count();
    fleet.server.revocations.otherwise(token -> Mono.empty());
    fleet.pass(Duration.ofHours(1));
    assertThat(fleet.server.revocations.calls().subList(before, fleet.server.revocations.count()))
        .extracting(call -> call.request().value())
        .contains("refresh-new");
    assertThat(((Ended) fleet.stored(DEVICE).session()).revoke()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"openid offline_access api", "mail"})
  void r3ReadOfTheStoreThatASignOutOvertookServesNothing(String scopes) {
    Scopes asked = Scopes.of(scopes);
    fleet.signIn(DEVICE, HOUR);
    fleet.tokens.token(DEVICE, MAIL).block(); // is stored
    DeviceTokens cold = fleet.engine(TokenSettings.DEFAULTS);
    fleet.store.onFind =
        call -> {
          fleet.store.works();
          return call.delayElement(SECOND, fleet.time);
        };
    List<Object> read = new ArrayList<>();
    cold.token(DEVICE, asked).subscribe(read::add, read::add);
    cold.signOut(DEVICE).block();
    fleet.pass(SECOND);
    assertThat(read).singleElement().isInstanceOf(SignInRequiredException.class);
    assertThat(cold.peek(DEVICE)).isNull();
    assertThat(fleet.server.exchanges.count()).isEqualTo(1);
  }

  @Test
  void t2LostRaceTakesTheTokensOfTheOtherNode() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.server.exchanges.then(
        request -> {
          renewElsewhere("node-2", HOUR);
          return Mono.just(fleet.renewed(request));
        });
    assertThat(fleet.read()).isEqualTo("access-node-2");
    assertThat(fleet.signedIn(DEVICE).refreshToken().value()).isEqualTo("refresh-node-2");
    assertThat(fleet.server.revocations.count()).isZero(); // it is the same grant
  }

  @Test
  void otherMembersChangedMeanwhileAreKept() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    var handle = SecretHash.of("handle");
    fleet.server.exchanges.then(
        request -> {
          fleet.put(DEVICE, fleet.signedIn(DEVICE).withHandle(null, handle));
          return Mono.just(fleet.renewed(request));
        });
    assertThat(fleet.read()).isEqualTo("access-r1");
    assertThat(fleet.signedIn(DEVICE).handle()).isEqualTo(handle);
    assertThat(fleet.signedIn(DEVICE).refreshToken().value()).isEqualTo("refresh-r1");
  }

  @Test
  void signOutOnAnotherNodeIsHeard() {
    fleet.signIn(DEVICE, HOUR);
    fleet.read();
    DeviceTokens other = fleet.engine(TokenSettings.DEFAULTS);
    other.signOut(DEVICE).block();
    assertThat(fleet.tokens.peek(DEVICE)).isNull();
  }

  @Test
  void tokensEmitsEachNextTokenAheadAndEndsWithTheSession() {
    fleet.signIn(DEVICE, HOUR);
    List<Object> seen = new ArrayList<>();
    fleet.tokens.tokens(DEVICE).map(AccessToken::value).subscribe(seen::add, seen::add);
    fleet.pass(Duration.ofMinutes(95));
    assertThat(seen).containsExactly("access-0", "access-r1", "access-r2");
    fleet.tokens.signOut(DEVICE).block();
    fleet.pass(SECOND);
    assertThat(seen).hasSize(4).last().isInstanceOf(SignInRequiredException.class);
  }

  @Test
  void refreshRenewsWhateverTheAge() {
    fleet.signIn(DEVICE, HOUR);
    assertThat(fleet.tokens.refresh(DEVICE).block().value()).isEqualTo("access-r1");
    assertThat(fleet.read()).isEqualTo("access-r1");
  }

  @Test
  void sessionWithoutRefreshTokenEndsWithItsAccessToken() {
    fleet.signIn(DEVICE, fleet.server.accessToken("only", OWN, MINUTE), null);
    assertThat(fleet.read()).isEqualTo("only");
    fleet.pass(MINUTE);
    assertThat(fleet.failure())
        .isInstanceOfSatisfying(
            SignInRequiredException.class,
            e -> assertThat(e.reason()).isEqualTo(Ended.Reason.EXPIRED));
    assertThat(fleet.told).containsExactly("ended EXPIRED");
  }

  @Test
  void s5ClosingWaitsForTheExchangeInFlightAndTakesNoNewOne() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.server.exchanges.thenAfter(SECOND, Mono.just(fleet.server.tokens("new", HOUR)));
    fleet.tokens.token(DEVICE).subscribe();
    List<String> closed = new ArrayList<>();
    fleet.tokens.close().subscribe(nothing -> {}, e -> {}, () -> closed.add("closed"));
    assertThat(closed).isEmpty();
    fleet.pass(SECOND);
    assertThat(closed).containsExactly("closed");
    assertThat(fleet.signedIn(DEVICE).refreshToken().value()).isEqualTo("refresh-new");
    assertThat(fleet.failure()).isInstanceOf(IOException.class);
    assertThat(fleet.driver.isDisposed()).isTrue();
  }

  @Test
  void s5ClosingStoresWhatTheStoreDidNotTakeBefore() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.store.failsSaves();
    fleet.failure();
    fleet.store.works();
    fleet.tokens.close().block();
    assertThat(fleet.signedIn(DEVICE).refreshToken().value()).isEqualTo("refresh-r1");
    assertThat(fleet.uncertain).hasValue(0);
  }

  @Test
  void s5ClosingStoresAlsoWhatFailsWhileItWaits() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.server.exchanges.thenAfter(SECOND, Mono.just(fleet.server.tokens("new", HOUR)));
    fleet.store.onSave(
        call -> {
          fleet.store.works();
          return Mono.error(new IllegalStateException("disk full"));
        });
    fleet.tokens.token(DEVICE).subscribe(token -> {}, failure -> {});
    fleet.tokens.close().subscribe();
    fleet.pass(SECOND);
    assertThat(fleet.signedIn(DEVICE).refreshToken().value()).isEqualTo("refresh-new");
    assertThat(fleet.uncertain).hasValue(0);
  }

  @Test
  void t9WhatTheStoreDoesNotTakeAtTheCloseIsReported() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.store.failsSaves();
    fleet.failure();
    StepVerifier.create(fleet.tokens.close()).verifyComplete();
    assertThat(fleet.uncertain).hasValue(1);
  }

  @Test
  void t9CloseThatIsCutOffReportsWhatIsNotStored() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
    fleet.store.onSave(call -> Mono.never());
    fleet.tokens.token(DEVICE).subscribe(token -> {}, failure -> {});
    fleet.tokens.close().subscribe().dispose();
    assertThat(fleet.uncertain).hasValue(1);
  }

  private RefreshTokenGrant grant(int call) {
    TokenRequest request = fleet.server.exchanges.calls().get(call).request();
    return (RefreshTokenGrant) request;
  }

  private void renewElsewhere(String name, Duration life) {
    var before = fleet.signedIn(DEVICE);
    var token = fleet.server.tokens(name, life).accessToken();
    fleet.put(
        DEVICE,
        new SignedIn(
            new RefreshToken("refresh-" + name),
            OWN,
            Map.of(OWN, token),
            null,
            before.signedInAt(),
            token.obtainedAt(),
            null,
            null,
            null));
  }
}
