// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static io.fleetauth.token.Fleet.DEVICE;
import static io.fleetauth.token.Fleet.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.endpoint.TokenRequest.RefreshTokenGrant;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.UnavailableException;
import io.fleetauth.session.Claim;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.Ended;
import io.fleetauth.session.NodeId;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SharedStore;
import io.fleetauth.session.SignedIn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Single flight in the cluster: who may spend a refresh token, and what others do meanwhile. */
class ClaimsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LENGTH =
      TokenSettings.DEFAULTS.exchanges().limit().plus(Claims.MARGIN);

  private final Fleet fleet = new Fleet();
  private final SharedStore.Node secondNode = fleet.shared.node("node-2");
  private final DeviceTokens second = fleet.engine(secondNode);

  private static List<Object> reading(DeviceTokens tokens) {
    var read = new ArrayList<>();
    tokens.token(DEVICE).map(AccessToken::value).subscribe(read::add, read::add);
    return read;
  }

  private void expired() {
    fleet.signIn(DEVICE, SECOND);
    fleet.pass(SECOND);
  }

  private void change(UnaryOperator<SignedIn> change) {
    fleet.put(DEVICE, change.apply(fleet.signedIn(DEVICE)));
  }

  private void claim(String node) {
    long version = fleet.stored(DEVICE).version() + 1;
    change(session -> session.withClaim(new Claim(new NodeId(node), 1, version, LENGTH, false)));
  }

  private Claim claim() {
    return fleet.signedIn(DEVICE).claim();
  }

  private int exchanges() {
    return fleet.server.exchanges.count();
  }

  @Test
  void t2ReaderOnAnotherNodeWaitsForTheResultOfTheFirst() {
    expired();
    fleet.server.exchanges.thenAfter(SECOND, Mono.just(fleet.server.tokens("new", HOUR)));
    List<Object> first = reading(fleet.tokens);
    assertThat(claim().node()).isEqualTo(fleet.node.self());
    assertThat(claim().uncertain()).isFalse();
    List<Object> other = reading(second);
    fleet.pass(SECOND);
    assertThat(first).containsExactly("access-new");
    assertThat(other).containsExactly("access-new");
    assertThat(exchanges()).isEqualTo(1);
    assertThat(claim()).isNull();
  }

  @Test
  void t2ForcedRenewalTakesTheTokenThatAnotherNodeIsAboutToGet() {
    fleet.signIn(DEVICE, HOUR);
    fleet.server.exchanges.thenAfter(SECOND, Mono.just(fleet.server.tokens("new", HOUR)));
    fleet.tokens.refresh(DEVICE).subscribe();
    List<String> read = new ArrayList<>();
    second.refresh(DEVICE).subscribe(token -> read.add(token.value()));
    fleet.pass(Duration.ofSeconds(2));
    assertThat(read).containsExactly("access-new");
    assertThat(exchanges()).isEqualTo(1);
  }

  @Test
  void claimOfANodeThatIsGoneIsTakenOverAtOnce() {
    expired();
    claim("node-2");
    List<Object> read = reading(fleet.tokens);
    fleet.pass(Duration.ofSeconds(10));
    assertThat(read).isEmpty();
    secondNode.gone();
    assertThat(read).containsExactly("access-r1");
    assertThat(claim()).isNull();
    assertThat(fleet.uncertain).hasValue(0);
  }

  @Test
  void t9TokenThatADeadNodeMayHaveSpentIsReportedWhenItIsRefused() {
    expired();
    claim("killed");
    fleet.server.exchanges.thenError(ScriptedAuthorizationServer.refused(ErrorCode.INVALID_GRANT));
    assertThat(fleet.failure()).isInstanceOf(SignInRequiredException.class);
    assertThat(fleet.uncertain).hasValue(1);
  }

  @Test
  void t9LostAnswerIsToldAlsoByAProcessThatIsKilledWhenItHasStoredTheEnd() {
    expired();
    claim("killed");
    fleet.server.exchanges.then(
        request -> {
          fleet.store.onReplace = call -> call.then(Mono.never()); // stored, and nothing after
          return Mono.error(ScriptedAuthorizationServer.refused(ErrorCode.INVALID_GRANT));
        });
    fleet.tokens.token(DEVICE).subscribe();
    assertThat(fleet.stored(DEVICE).session()).isInstanceOf(Ended.class);
    assertThat(fleet.uncertain).hasValue(1);
  }

  @Test
  void claimLapsesByTheTimeOfWhoWaitsWhateverTheClocksSay() {
    expired();
    claim("node-2");
    List<Object> read = reading(fleet.tokens);
    fleet.clock.offset = Duration.ofMinutes(5);
    fleet.pass(LENGTH.minus(SECOND));
    assertThat(read).isEmpty();
    fleet.clock.offset = Duration.ofMinutes(-1);
    fleet.pass(Duration.ofSeconds(3));
    assertThat(read).containsExactly("access-r1");
  }

  @Test
  void unrelatedWritesNeitherEndNorProlongAClaim() {
    expired();
    claim("node-2");
    List<Object> read = reading(fleet.tokens);
    for (int passed = 0; passed < LENGTH.toSeconds(); passed++) {
      fleet.pass(SECOND.minusMillis(1));
      assertThat(exchanges()).isZero();
      var handle = SecretHash.of("handle " + passed);
      change(session -> session.withHandle(null, handle).withDueAt(fleet.server.now()));
    }
    fleet.pass(Duration.ofSeconds(3));
    assertThat(read).containsExactly("access-r1");
  }

  @Test
  void nextClaimOfTheSameNodeCountsAnew() {
    expired();
    claim("node-2");
    List<Object> read = reading(fleet.tokens);
    fleet.pass(LENGTH.minus(SECOND));
    claim("node-2");
    fleet.pass(LENGTH.minus(SECOND));
    assertThat(read).isEmpty();
    fleet.pass(Duration.ofSeconds(4));
    assertThat(read).containsExactly("access-r1");
  }

  @Test
  void readerGetsAnErrorWhenOthersNeverComeToAnEnd() {
    expired();
    claim("node-2");
    List<Object> read = reading(fleet.tokens);
    for (int minute = 0; minute < 3; minute++) {
      fleet.pass(Duration.ofMinutes(1));
      claim("node-2");
    }
    assertThat(read).singleElement().isInstanceOf(IOException.class);
    assertThat(exchanges()).isZero();
  }

  @Test
  void readersOfAValidTokenDoNotWaitAndHearOfTheNextOne() {
    fleet.signIn(DEVICE, HOUR);
    fleet.read();
    claim("node-2");
    fleet.pass(Duration.ofMinutes(46)); // the time of renewal was at 45
    assertThat(fleet.read()).isEqualTo("access-0");
    change(session -> renewed(session, "2"));
    assertThat(fleet.tokens.peek(DEVICE).value()).isEqualTo("access-2");
    assertThat(exchanges()).isZero();
  }

  private SignedIn renewed(SignedIn session, String name) {
    var tokens = fleet.server.tokens(name, HOUR);
    return new SignedIn(
        tokens.refreshToken(),
        session.scopes(),
        Map.of(session.scopes(), tokens.accessToken()),
        null,
        session.signedInAt(),
        fleet.server.now(),
        null,
        null,
        null);
  }

  @Test
  void sweepLeavesAClaimedSessionToTheOtherNodeUntilThatIsGone() {
    var always = new Fleet(Fleet.always());
    var other = always.shared.node("node-2");
    SignedIn session = always.signIn(DEVICE, HOUR);
    var claim = new Claim(other.self(), 1, 2, LENGTH, false);
    always.put(DEVICE, session.withClaim(claim));
    always.pass(Duration.ofMinutes(46));
    assertThat(always.server.exchanges.count()).isZero();
    assertThat(always.told).isEmpty();
    other.gone();
    always.pass(SECOND);
    assertThat(always.server.exchanges.count()).isZero(); // it may have only been cut off
    always.pass(SECOND.plusMillis(1));
    assertThat(always.signedIn(DEVICE).refreshToken().value()).isEqualTo("refresh-r1");
  }

  @Test
  void t9AnAnswerThatWasLostIsAskedForAgainWithoutAReader() {
    expired();
    fleet.server.exchanges.thenError(new IOException("connection reset"));
    assertThat(fleet.failure()).isInstanceOf(IOException.class);
    fleet.tokens.close().subscribe(); // as after a restart, nothing is in memory
    DeviceTokens restarted = fleet.engine(TokenSettings.DEFAULTS);
    restarted.run().subscribe();
    fleet.pass(Duration.ofSeconds(15));
    assertThat(exchanges()).isEqualTo(2);
    assertThat(claim()).isNull();
    assertThat(fleet.signedIn(DEVICE).refreshToken().value()).isEqualTo("refresh-r1");
    fleet.pass(Duration.ofDays(1));
    assertThat(exchanges()).isEqualTo(2);
  }

  private List<DeviceId> herd(int size) {
    List<DeviceId> herd = IntStream.range(0, size).mapToObj(n -> new DeviceId("d" + n)).toList();
    herd.forEach(device -> fleet.signIn(device, SECOND));
    fleet.pass(SECOND);
    herd.forEach(device -> fleet.tokens.token(device).subscribe(read -> {}, told -> {}));
    return herd;
  }

  private long openClaims(List<DeviceId> herd) {
    return herd.stream().filter(device -> fleet.signedIn(device).claim() != null).count();
  }

  @Test
  void aHerdOfReadersClaimsNoMoreSessionsThanExchangesAreUnderWay() {
    fleet.server.exchanges.otherwise(
        request -> Mono.delay(SECOND, fleet.time).map(tick -> fleet.renewed(request)));
    List<DeviceId> herd = herd(200);
    int atOnce = TokenSettings.DEFAULTS.exchanges().maxRenewals();
    assertThat(exchanges()).isEqualTo(atOnce);
    assertThat(openClaims(herd)).isEqualTo(atOnce);
    fleet.pass(SECOND);
    assertThat(exchanges()).isEqualTo(2 * atOnce);
    assertThat(openClaims(herd)).isEqualTo(atOnce);
    fleet.pass(SECOND.multipliedBy(3));
    assertThat(exchanges()).isEqualTo(herd.size());
    assertThat(openClaims(herd)).isZero();
  }

  @Test
  void whatADeadProcessLeftOpenGoesBeforeTheReadersThatWait() {
    claimedBefore();
    List<String> spent = new ArrayList<>();
    fleet.server.exchanges.otherwise(
        request -> {
          spent.add(((RefreshTokenGrant) request).refreshToken().value());
          return Mono.delay(SECOND, fleet.time).map(tick -> fleet.renewed(request));
        });
    herd(200);
    reading(fleet.tokens);
    fleet.pass(SECOND);
    assertThat(spent).hasSize(128).element(64).isEqualTo("refresh-left-open");
  }

  private void claimedBefore() {
    AccessToken token = fleet.server.tokens("0", SECOND).accessToken();
    fleet.signIn(DEVICE, token, new RefreshToken("refresh-left-open"));
    claim("killed");
  }

  @Test
  void t9ClaimThatADeadProcessLeftIsFinishedInTheFirstMomentsAfterTheStart() {
    expired();
    fleet.server.exchanges.then(request -> Mono.never()); // until the process is killed
    fleet.tokens.token(DEVICE).subscribe();
    fleet.driver.dispose();
    fleet.pass(Duration.ofSeconds(2)); // a start takes longer
    fleet.node.gone();
    var next = new Sessions(fleet.shared.node("node-3"), fleet.sealer, fleet.clock);
    fleet.engine(TokenSettings.DEFAULTS, next, fleet.clock).run().subscribe();
    fleet.pass(Duration.ofMillis(1));
    assertThat(fleet.signedIn(DEVICE).refreshToken().value()).isEqualTo("refresh-r1");
  }

  @Test
  void s5ClosingDoesNotWaitForThoseWhoseTurnHasNotCome() {
    fleet.server.exchanges.otherwise(
        request -> Mono.delay(SECOND, fleet.time).map(tick -> fleet.renewed(request)));
    herd(200);
    List<String> closed = new ArrayList<>();
    fleet.tokens.close().subscribe(nothing -> {}, e -> {}, () -> closed.add("closed"));
    fleet.pass(SECOND);
    assertThat(closed).containsExactly("closed");
    assertThat(exchanges()).isEqualTo(64);
    assertThat(fleet.told).noneMatch(event -> event.startsWith("failed"));
  }

  @Test
  void aClaimThatWasGivenBackMakesNoWorkForTheSweep() {
    expired();
    fleet.server.exchanges.thenError(new UnavailableException(503, null, "busy"));
    assertThat(fleet.failure()).isInstanceOf(IOException.class);
    assertThat(claim()).isNull();
    assertThat(fleet.signedIn(DEVICE).dueAt()).isNull();
  }

  @Test
  void nodeThatWasCutOffAfterItsClaimSendsNothingUntilItIsBack() {
    expired();
    fleet.store.onReplace =
        call -> {
          fleet.store.works();
          return call.doOnNext(won -> fleet.node.cutOff());
        };
    List<Object> read = reading(fleet.tokens);
    fleet.pass(Duration.ofSeconds(10));
    assertThat(exchanges()).isZero();
    assertThat(claim()).isNull();
    fleet.node.back();
    fleet.pass(Duration.ofSeconds(2));
    assertThat(read).containsExactly("access-r1");
    assertThat(exchanges()).isEqualTo(1);
  }

  @Test
  void claimWhoseWritingTookTooLongIsNotUsed() {
    expired();
    fleet.store.onReplace =
        call -> {
          fleet.store.works();
          fleet.pass(Claims.MARGIN.plus(SECOND)); // as the tick sees a suspended process
          return call;
        };
    List<RefreshToken> sent = new ArrayList<>();
    fleet.server.exchanges.then(
        request -> {
          sent.add(((RefreshTokenGrant) request).refreshToken());
          assertThat(claim().version()).isEqualTo(4); // not 2, which was given back as 3
          return Mono.just(fleet.renewed(request));
        });
    assertThat(fleet.read()).isEqualTo("access-r1");
    assertThat(sent).hasSize(1);
  }

  @Test
  void knownFailureHoldsNobodyUp() {
    expired();
    fleet.server.exchanges.thenError(new UnavailableException(503, null, "down"));
    assertThat(fleet.failure()).isInstanceOf(UnavailableException.class);
    assertThat(claim()).isNull();
    assertThat(reading(second)).containsExactly("access-r1");
  }

  @Test
  void t9LostAnswerIsKnownToOtherNodesWithoutHoldingThemUp() {
    expired();
    fleet.server.exchanges.thenError(new IOException("connection reset"));
    assertThat(fleet.failure()).isInstanceOf(IOException.class);
    fleet.server.exchanges.thenError(new UnavailableException(503, null, "down"));
    assertThat(Fleet.failure(second.token(DEVICE))).isInstanceOf(UnavailableException.class);
    fleet.server.exchanges.thenError(ScriptedAuthorizationServer.refused(ErrorCode.INVALID_GRANT));
    DeviceTokens third = fleet.engine(fleet.shared.node("node-3"));
    assertThat(Fleet.failure(third.token(DEVICE))).isInstanceOf(SignInRequiredException.class);
    assertThat(fleet.uncertain).hasValue(1);
  }

  @Test
  void t4OnlyWhoHoldsTheClaimEndsTheSession() {
    expired();
    fleet.server.exchanges.then(
        request -> {
          claim("node-2"); // took ours for lapsed
          return Mono.error(ScriptedAuthorizationServer.refused(ErrorCode.INVALID_GRANT));
        });
    List<Object> read = reading(fleet.tokens);
    assertThat(fleet.stored(DEVICE).session()).isInstanceOf(SignedIn.class);
    change(session -> renewed(session, "2"));
    assertThat(read).containsExactly("access-2");
  }

  @Test
  void lateAnswerIsKeptWithTheClaimOfWhoTookOver() {
    expired();
    fleet.server.exchanges.then(
        request -> {
          claim("node-2");
          return Mono.just(fleet.renewed(request));
        });
    assertThat(fleet.read()).isEqualTo("access-r1");
    assertThat(fleet.signedIn(DEVICE).refreshToken().value()).isEqualTo("refresh-r1");
    assertThat(claim().node()).isEqualTo(secondNode.self());
  }

  @Test
  void t5NewerTokenIsUsedAndTheOwnClaimIsNoMoreThanANote() {
    expired();
    fleet.server.exchanges.then(
        request -> {
          Claim own = claim();
          change(session -> renewed(session, "late").withClaim(own));
          return Mono.error(ScriptedAuthorizationServer.refused(ErrorCode.INVALID_GRANT));
        });
    assertThat(fleet.read()).isEqualTo("access-late");
    assertThat(claim().isOver()).isTrue();
    assertThat(fleet.stored(DEVICE).session()).isNotInstanceOf(Ended.class);
  }

  @Test
  void t3StoreThatIsDownIsAnErrorAndNoClaimOfAnother() {
    expired();
    fleet.store.failsWrites();
    assertThat(fleet.failure()).isInstanceOf(IllegalStateException.class);
    assertThat(exchanges()).isZero();
    assertThat(fleet.told).singleElement().asString().startsWith("failed store");
  }

  @Test
  void claimThatTheStoreDidNotTakeBackIsTakenUpByItsEngineAtOnce() {
    expired();
    fleet.server.exchanges.thenError(new UnavailableException(503, null, "down"));
    fleet.store.failsSaves();
    fleet.failure();
    fleet.store.works();
    assertThat(claim().isOver()).isFalse();
    fleet.pass(Duration.ofSeconds(2));
    assertThat(fleet.read()).isEqualTo("access-r1");
  }

  @Test
  void claimOfAnotherEngineOfTheSameProcessIsRespected() {
    expired();
    fleet.server.exchanges.thenAfter(SECOND, Mono.just(fleet.server.tokens("new", HOUR)));
    reading(fleet.tokens);
    List<Object> read = reading(fleet.engine(TokenSettings.DEFAULTS));
    fleet.pass(SECOND);
    assertThat(read).containsExactly("access-new");
    assertThat(exchanges()).isEqualTo(1);
  }

  @Test
  void s5ClosingDoesNotWaitForAnotherNode() {
    expired();
    claim("node-2");
    List<Object> read = reading(fleet.tokens);
    List<String> closed = new ArrayList<>();
    fleet.tokens.close().subscribe(nothing -> {}, e -> {}, () -> closed.add("closed"));
    assertThat(closed).containsExactly("closed");
    assertThat(read).singleElement().isInstanceOf(EngineClosedException.class);
  }
}
