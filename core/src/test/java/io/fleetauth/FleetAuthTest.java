// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth;

import static io.fleetauth.endpoint.ScriptedAuthorizationServer.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.device.SignInEvent;
import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.endpoint.TokenRequest.RefreshTokenGrant;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.Ended;
import io.fleetauth.session.InMemorySessionStore;
import io.fleetauth.session.JweSessionSealer;
import io.fleetauth.session.KeyRing;
import io.fleetauth.session.SessionSealer;
import io.fleetauth.token.SignInRequiredException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class FleetAuthTest {

  private static final DeviceId DEVICE = new DeviceId("headset-1");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration INTERVAL = Duration.ofSeconds(6);

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final ScriptedAuthorizationServer server = new ScriptedAuthorizationServer(time);
  private final InMemorySessionStore store = new InMemorySessionStore();
  private final SessionSealer sealer =
      new JweSessionSealer(KeyRing.generate(new SecureRandom(), Instant.EPOCH));
  private final FleetAuth fleet = engine();

  private FleetAuth engine() {
    return FleetAuth.builder(
            ClientRegistration.of(ScriptedAuthorizationServer.METADATA, "client")
                .withScopes(ScriptedAuthorizationServer.SCOPES))
        .authorizationServer(server)
        .store(store, sealer)
        .time(new VirtualClock(), time)
        .build();
  }

  @Test
  void signInEndsWithATokenThatIsServed() {
    server.exchanges.thenValue(server.tokens("a", HOUR));
    List<SignInEvent> seen = new ArrayList<>();
    fleet.signIn(DEVICE).subscribe(seen::add);
    assertThat(seen).first().isInstanceOf(SignInEvent.UserActionRequired.class);
    assertThat(fleet.pendingSignIns()).isEqualTo(1);
    time.advanceTimeBy(INTERVAL);
    assertThat(seen).last().isInstanceOf(SignInEvent.Authorized.class);
    assertThat(fleet.peek(DEVICE).value()).isEqualTo("access-a");
    assertThat(fleet.identity(DEVICE).block().subject()).isEqualTo("user");
    assertThat(fleet.pendingSignIns()).isZero();
  }

  @Test
  void authenticateSharesOneSignInAndCallsEachPromptOnce() {
    server.exchanges.thenValue(server.tokens("a", HOUR));
    List<String> prompts = new ArrayList<>();
    List<String> read = new ArrayList<>();
    for (String caller : List.of("one", "two")) {
      fleet
          .authenticate(DEVICE, code -> prompts.add(caller + " " + code.userCode().value()))
          .subscribe(token -> read.add(token.value()));
    }
    time.advanceTimeBy(INTERVAL);
    assertThat(prompts).containsExactlyInAnyOrder("one USER-1", "two USER-1");
    assertThat(read).containsExactly("access-a", "access-a");
    assertThat(server.authorizations.count()).isEqualTo(1);
    fleet.authenticate(DEVICE, code -> prompts.add("again")).subscribe(t -> read.add(t.value()));
    assertThat(prompts).hasSize(2);
    assertThat(read).hasSize(3);
  }

  @Test
  void authenticateRefreshesBeforeItAsksThePerson() {
    signedIn(Duration.ofSeconds(1));
    time.advanceTimeBy(HOUR);
    server.exchanges.thenValue(server.tokens("b", HOUR));
    List<String> prompts = new ArrayList<>();
    AccessToken token = fleet.authenticate(DEVICE, code -> prompts.add("asked")).block();
    assertThat(token.value()).isEqualTo("access-b");
    assertThat(prompts).isEmpty();
  }

  @Test
  void declinedSignInIsAnOAuthException() {
    server.exchanges.thenError(refused(ErrorCode.ACCESS_DENIED));
    List<Throwable> failures = new ArrayList<>();
    fleet.authenticate(DEVICE, code -> {}).subscribe(token -> {}, failures::add);
    time.advanceTimeBy(INTERVAL);
    assertThat(failures)
        .singleElement()
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.is(ErrorCode.ACCESS_DENIED)).isTrue());
  }

  @Test
  void p6CancellingTheLastSubscriberCancelsTheSignIn() {
    Disposable one = fleet.signIn(DEVICE).subscribe();
    Disposable two = fleet.signIn(DEVICE).subscribe();
    one.dispose();
    time.advanceTimeBy(INTERVAL);
    assertThat(fleet.pendingSignIns()).isEqualTo(1);
    two.dispose();
    time.advanceTimeBy(INTERVAL);
    assertThat(fleet.pendingSignIns()).isZero();
    int polls = server.exchanges.count();
    time.advanceTimeBy(HOUR);
    assertThat(server.exchanges.count()).isEqualTo(polls);
  }

  @Test
  void backgroundSignInOutlivesItsOnlookers() {
    server.exchanges.then(request -> Mono.error(refused(ErrorCode.AUTHORIZATION_PENDING)));
    server.exchanges.thenValue(server.tokens("a", HOUR));
    fleet.startSignIn(DEVICE, ScriptedAuthorizationServer.SCOPES, null).block();
    fleet.signIn(DEVICE).subscribe().dispose();
    time.advanceTimeBy(INTERVAL.multipliedBy(2));
    assertThat(fleet.token(DEVICE).block().value()).isEqualTo("access-a");
  }

  @Test
  void resumedSignInOutlivesItsOnlookers() {
    fleet.signIn(DEVICE).subscribe();
    close(fleet);
    FleetAuth restarted = engine();
    restarted.start().block();
    restarted.signIn(DEVICE).subscribe().dispose();
    server.exchanges.thenValue(server.tokens("a", HOUR));
    time.advanceTimeBy(INTERVAL.multipliedBy(2));
    assertThat(restarted.token(DEVICE).block().value()).isEqualTo("access-a");
  }

  @Test
  void signInThatIsAlsoWantedInTheBackgroundOutlivesItsOnlookers() {
    Disposable onlooker = fleet.signIn(DEVICE).subscribe();
    fleet.startSignIn(DEVICE, ScriptedAuthorizationServer.SCOPES, null).block();
    onlooker.dispose();
    server.exchanges.thenValue(server.tokens("a", HOUR));
    time.advanceTimeBy(INTERVAL);
    assertThat(fleet.token(DEVICE).block().value()).isEqualTo("access-a");
  }

  @Test
  void closedEngineRefusesNewWork() {
    signedIn(HOUR);
    close(fleet);
    List<Mono<?>> calls =
        List.of(
            fleet.start(),
            fleet.startSignIn(DEVICE, ScriptedAuthorizationServer.SCOPES, null),
            fleet.signIn(DEVICE).then(),
            fleet.authenticate(DEVICE, code -> {}),
            fleet.token(DEVICE),
            fleet.refresh(DEVICE));
    assertThat(calls)
        .allSatisfy(call -> assertThat(failure(call)).isInstanceOf(EngineClosedException.class));
  }

  @Test
  void wrongIdTokenFailsTheSignInAndRevokesItsTokens() {
    server.exchanges.thenValue(server.tokens("a", HOUR));
    server.verifications.thenError(new MalformedResponseException("the signature is wrong"));
    List<SignInEvent> seen = new ArrayList<>();
    fleet.signIn(DEVICE).subscribe(seen::add);
    time.advanceTimeBy(INTERVAL);
    assertThat(seen).last().isInstanceOf(SignInEvent.Failed.class);
    assertThat(failure(fleet.token(DEVICE))).isInstanceOf(SignInRequiredException.class);
    time.advanceTimeBy(INTERVAL);
    assertThat(server.revocations.count()).isEqualTo(1);
  }

  @Test
  void unreachableKeysLeaveTheIdentityUnverifiedOrUnknown() {
    server.exchanges.thenValue(server.tokens("a", HOUR));
    server.verifications.thenError(new IOException("no keys"));
    fleet.signIn(DEVICE).subscribe();
    time.advanceTimeBy(INTERVAL);
    assertThat(fleet.peek(DEVICE).value()).isEqualTo("access-a");
    assertThat(fleet.identity(DEVICE).blockOptional()).isEmpty(); // id-a is no JWT
  }

  @Test
  void newSignInTakesThePlaceOfTheOldSession() {
    signedIn(HOUR);
    List<SignInEvent> seen = new ArrayList<>();
    fleet.signIn(DEVICE).subscribe(seen::add);
    assertThat(fleet.peek(DEVICE).value()).isEqualTo("access-a");
    server.exchanges.thenValue(server.tokens("new", HOUR));
    time.advanceTimeBy(INTERVAL);
    assertThat(fleet.peek(DEVICE).value()).isEqualTo("access-new");
    time.advanceTimeBy(INTERVAL);
    assertThat(server.revocations.calls())
        .extracting(call -> call.request().value())
        .containsExactly("refresh-a");
  }

  @Test
  void signOutAlsoGivesAPendingSignInUp() {
    signedIn(HOUR);
    List<SignInEvent> seen = new ArrayList<>();
    fleet.signIn(DEVICE).subscribe(seen::add);
    List<FleetEvent> events = new ArrayList<>();
    fleet.events().subscribe(events::add);
    List<String> done = new ArrayList<>();
    fleet.signOut(DEVICE).subscribe(nothing -> {}, e -> done.add("" + e), () -> done.add("done"));
    time.advanceTimeBy(INTERVAL);
    assertThat(done).containsExactly("done");
    assertThat(seen).last().isInstanceOf(SignInEvent.Cancelled.class);
    assertThat(failure(fleet.token(DEVICE)))
        .isInstanceOfSatisfying(
            SignInRequiredException.class,
            e -> assertThat(e.reason()).isEqualTo(Ended.Reason.SIGNED_OUT));
    assertThat(events).last().isInstanceOf(FleetEvent.SessionEnded.class);
    assertThat(server.revocations.count()).isEqualTo(1);
  }

  @Test
  void p1SignInsGoOnAfterARestart() {
    fleet.signIn(DEVICE).subscribe();
    close(fleet);
    FleetAuth restarted = engine();
    restarted.start().block();
    server.exchanges.thenValue(server.tokens("a", HOUR));
    time.advanceTimeBy(INTERVAL.multipliedBy(3));
    assertThat(restarted.token(DEVICE).block().value()).isEqualTo("access-a");
  }

  @Test
  void s5CloseWaitsForExchangesUpToItsLimit() {
    signedIn(Duration.ofSeconds(1));
    time.advanceTimeBy(HOUR);
    server.exchanges.then(request -> Mono.never());
    fleet.token(DEVICE).subscribe(token -> {}, e -> {});
    List<String> done = new ArrayList<>();
    fleet.close().subscribe(nothing -> {}, e -> done.add("" + e), () -> done.add("closed"));
    assertThat(server.exchanges.count(RefreshTokenGrant.class)).isEqualTo(1);
    assertThat(done).isEmpty();
    time.advanceTimeBy(Duration.ofSeconds(10));
    assertThat(done).containsExactly("closed");
    fleet.close().block();
  }

  @Test
  void engineWithDefaultsClosesWhatItMade() {
    var own =
        FleetAuth.builder(ClientRegistration.oidc("https://as.example", "client"))
            .closeWithin(Duration.ofSeconds(1))
            .build();
    assertThat(failure(own.token(DEVICE))).isInstanceOf(SignInRequiredException.class);
    own.close().block(Duration.ofSeconds(5));
    own.close().block(Duration.ofSeconds(5));
  }

  private void signedIn(Duration life) {
    server.exchanges.thenValue(server.tokens("a", life));
    fleet.signIn(DEVICE).subscribe();
    time.advanceTimeBy(INTERVAL);
  }

  private void close(FleetAuth engine) {
    engine.close().subscribe();
    time.advanceTimeBy(Duration.ofSeconds(20));
  }

  private static Throwable failure(Mono<?> call) {
    return call.materialize().block(Duration.ofSeconds(5)).getThrowable();
  }

  private final class VirtualClock extends Clock {
    @Override
    public Instant instant() {
      return server.now();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
