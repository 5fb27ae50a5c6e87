// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.session.DeviceId;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** What memory holds of sessions, and how much. */
class HotSessionsTest {

  static final TokenSettings SIXTEEN = withRoomFor(16);

  private static TokenSettings withRoomFor(long sessions) {
    var base = TokenSettings.DEFAULTS;
    return new TokenSettings(base.policy(), null, sessions, base.sweepEvery(), base.exchanges());
  }

  @ParameterizedTest
  @CsvSource({
    "67108864, 16384", // 64 MiB
    "1048576, 10000",
    "536870912, 131072", // 512 MiB
    "25769803776, 4000000" // 24 GiB
  })
  void heapSaysHowManyFit(long heap, long sessions) {
    assertThat(TokenSettings.hotSessionsFor(heap)).isEqualTo(sessions);
  }

  @ParameterizedTest
  @CsvSource({"100, 16", "1535, 16", "1536, 8", "6000, 4"})
  void longTokensTakeMoreRoomAndAllAreServed(int length, int inMemory) {
    var fleet = new Fleet(SIXTEEN);
    List<DeviceId> devices =
        IntStream.range(0, 40).mapToObj(n -> new DeviceId("headset-" + n)).toList();
    devices.forEach(device -> fleet.signIn(device, token(device, length), refresh(device)));

    for (int turn = 0; turn < 2; turn++) {
      assertThat(devices)
          .allSatisfy(
              device ->
                  assertThat(fleet.tokens.token(device).block()).isEqualTo(token(device, length)));
    }

    assertThat(fleet.tokens.hotSessions()).isBetween(inMemory / 2L, (long) inMemory);
    assertThat(fleet.server.exchanges.count()).isZero();
  }

  private static RefreshToken refresh(DeviceId device) {
    return new RefreshToken("refresh-of-" + device);
  }

  private static AccessToken token(DeviceId device, int length) {
    String value = (device.value() + ".").repeat(length).substring(0, length);
    var start = Instant.EPOCH;
    return new AccessToken(value, "Bearer", Fleet.OWN, start, start.plus(Fleet.HOUR), null);
  }

  @Test
  void whatSessionsHaveInCommonIsHeldOnce() {
    var fleet = new Fleet();
    DeviceId other = new DeviceId("headset-2");
    Stream.of(Fleet.DEVICE, other).forEach(device -> fleet.signIn(device, Fleet.HOUR));

    AccessToken one = fleet.tokens.token(Fleet.DEVICE).block();
    AccessToken two = fleet.tokens.token(other).block();

    assertThat(one.scopes()).isSameAs(two.scopes());
    assertThat(one.type()).isSameAs(two.type());
  }

  @Test
  void serverThatMakesUpScopesDoesNotFillTheHeap() {
    var shared = new SharedValues();
    IntStream.range(0, SharedValues.MOST).forEach(n -> shared.scopes(Scopes.of("scope-" + n)));
    Scopes more = Scopes.of("one-more");

    assertThat(shared.scopes(more)).isSameAs(more);
    Scopes again = Scopes.of("one-more");
    assertThat(shared.scopes(again)).isSameAs(again);
    assertThat(shared.scopes(Scopes.of("scope-0"))).isEqualTo(Scopes.of("scope-0"));
  }

  @Test
  void publisherOfATokenInMemoryIsTheSessionItselfAndIsAlwaysTheSame() {
    var fleet = new Fleet();
    fleet.signIn(Fleet.DEVICE, Fleet.HOUR);
    fleet.read();

    Mono<AccessToken> publisher = fleet.tokens.token(Fleet.DEVICE);

    assertThat(publisher).isSameAs(fleet.tokens.token(Fleet.DEVICE));
    assertThat(publisher.block().value()).isEqualTo("access-0");
    fleet.pass(Fleet.HOUR.multipliedBy(2));
    assertThat(publisher.block().value()).startsWith("access-r"); // kept, but never out of date
  }
}
