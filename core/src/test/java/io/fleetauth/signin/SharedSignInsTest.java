// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.signin;

import static io.fleetauth.signin.SignInFixture.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.device.SignInEvent;
import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.Ended;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SharedStore;
import io.fleetauth.session.SignedIn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Sign-ins of nodes that share a store. */
class SharedSignInsTest {

  private final SignInFixture fixture = new SignInFixture();
  private final SharedStore.Node one = fixture.shared.node("one");
  private final SharedStore.Node two = fixture.shared.node("two");

  private TokenSet approved() {
    return fixture.server.tokens("new", Duration.ofHours(1));
  }

  private PendingSignIn pending() {
    return (PendingSignIn) fixture.stored();
  }

  private int polls() {
    return fixture.server.exchanges.count();
  }

  private void started(SignIns signIns) {
    signIns.start(DEVICE, ScriptedAuthorizationServer.SCOPES, null).subscribe();
  }

  @Test
  void p1SignInOfADeadNodeIsAdoptedAndNotPolledBeforeItsInterval() {
    started(fixture.run(one));
    fixture.advance("6S"); // polled at 5
    fixture.crash();
    SignIns second = fixture.run(two);
    assertThat(pending().poller()).isEqualTo(one.self());
    fixture.advance("1S");
    one.gone();
    assertThat(pending().poller()).isEqualTo(two.self());
    assertThat(second.pending()).isEqualTo(1);
    fixture.server.exchanges.then(Mono.just(approved()));
    fixture.advance("5S");
    fixture.advance("5S");
    assertThat(fixture.pollSeconds()).hasSize(2).last().satisfies(at -> between(at, 12, 13));
    assertThat(fixture.stored()).isInstanceOf(SignedIn.class);
  }

  private static void between(long value, long least, long most) {
    assertThat(value).isBetween(least, most);
  }

  @Test
  void resumeLeavesTheSignInsOfNodesThatAreThere() {
    started(fixture.run(one));
    SignIns second = fixture.run(two);
    second.resume().block();
    assertThat(second.pending()).isZero();
    fixture.advance("21S");
    assertThat(fixture.pollSeconds()).containsExactly(5L, 10L, 15L, 20L);
  }

  @Test
  void severalNodesAdoptASignInOnce() {
    started(fixture.run(one));
    fixture.crash();
    SignIns second = fixture.run(two);
    SignIns third = fixture.run(fixture.shared.node("three"));
    one.gone();
    assertThat(second.pending() + third.pending()).isEqualTo(1);
    fixture.advance("20S");
    assertThat(polls()).isBetween(2, 3);
  }

  @Test
  void nodeThatIsCutOffDoesNotPollUntilItIsBack() {
    started(fixture.run(one));
    fixture.advance("6S");
    one.cutOff();
    fixture.advance("20S");
    assertThat(polls()).isEqualTo(1);
    one.back();
    fixture.advance("2S");
    assertThat(polls()).isEqualTo(2);
  }

  @Test
  void nodeThatComesBackStoresItsApprovalBeforeWhoAdoptedItPollsASpentCode() {
    var isDown = new AtomicBoolean(true);
    fixture.completion(
        (device, signIn, tokens) ->
            isDown.get()
                ? Mono.error(new IOException("down"))
                : fixture.signIn(device, signIn, tokens));
    fixture.server.exchanges.then(Mono.just(approved()));
    started(fixture.run(one));
    fixture.advance("60S"); // the tries are half a minute apart now
    SignIns second = fixture.run(two);
    one.gone();
    assertThat(second.pending()).isEqualTo(1);
    isDown.set(false);
    one.back();
    fixture.advance("0.5S");
    assertThat(fixture.stored()).isInstanceOf(SignedIn.class);
    fixture.advance("30S");
    assertThat(polls()).isEqualTo(1);
  }

  @Test
  void nodeThatComesBackLeavesASignInToWhoAdoptedIt() {
    SignIns first = fixture.run(one);
    started(first);
    List<Object> heard = new ArrayList<>();
    first.events(DEVICE).subscribe(heard::add, heard::add, () -> heard.add("complete"));
    SignIns second = fixture.run(two);
    fixture.advance("6S");
    one.gone();
    assertThat(second.pending()).isEqualTo(1);
    one.back();
    fixture.advance("4S"); // it would have polled at 10
    assertThat(polls()).isEqualTo(1);
    assertThat(first.pending()).isZero();
    assertThat(heard).last().isEqualTo("complete");
    fixture.advance("60S");
    assertThat(gaps()).allSatisfy(gap -> between(gap, 5, 11));
  }

  private List<Long> gaps() {
    List<Long> at = fixture.pollSeconds();
    var gaps = new ArrayList<Long>();
    for (int i = 1; i < at.size(); i++) {
      gaps.add(at.get(i) - at.get(i - 1));
    }
    return gaps;
  }

  @Test
  void p6CancelOnAnotherNodeStopsThePolling() {
    started(fixture.run(one));
    SignIns second = fixture.run(two);
    fixture.advance("6S");
    assertThat(second.cancel(DEVICE).block()).isTrue();
    assertThat(((Ended) fixture.stored()).reason()).isEqualTo(Ended.Reason.CANCELLED);
    fixture.advance("60S");
    assertThat(polls()).isEqualTo(1);
    assertThat(fixture.events).last().isInstanceOf(SignInEvent.Cancelled.class);
    assertThat(fixture.ended).singleElement().asString().startsWith("cancelled");
    assertThat(second.cancel(DEVICE).block()).isFalse();
  }

  @Test
  void p6SignInThatWasCancelledElsewhereGetsNoSession() {
    fixture.completion(this::onlyIfPending);
    started(fixture.run(one));
    SignIns second = fixture.run(two);
    fixture.server.exchanges.thenAfter(Duration.ofSeconds(2), Mono.just(approved()));
    fixture.advance("6S"); // its poll is in flight
    second.cancel(DEVICE).block();
    fixture.advance("2S");
    assertThat(fixture.stored()).isInstanceOf(Ended.class);
    assertThat(fixture.server.revocations.calls().get(0).request().value())
        .isEqualTo("refresh-new");
  }

  /** As the completion of the engine does it. */
  private Mono<SignInEvent.Authorized> onlyIfPending(
      DeviceId device, PendingSignIn signIn, TokenSet tokens) {
    return fixture.stored() instanceof PendingSignIn
        ? fixture.signIn(device, signIn, tokens)
        : Mono.empty();
  }

  @Test
  void signInThatBeginsOnAnotherNodeTakesThePlaceOfTheOneBefore() {
    SignIns first = fixture.run(one);
    started(first);
    SignIns second = fixture.run(two);
    fixture.advance("1S");
    started(second);
    fixture.advance("10S");
    assertThat(first.pending()).isZero();
    assertThat(pending().authorization().deviceCode().value()).isEqualTo("device-2");
    assertThat(fixture.pollSeconds()).containsExactly(6L, 11L);
  }

  @Test
  void storeThatCanNotBeReadDoesNotLetAnybodyPollWhatMayBeAnothers() {
    started(fixture.run(one));
    one.back(); // as after a time of being gone
    fixture.sealer.unreadable.add(fixture.key());
    fixture.advance("20S");
    assertThat(polls()).isZero();
    fixture.sealer.unreadable.clear();
    fixture.advance("5S");
    assertThat(polls()).isEqualTo(1);
  }
}
