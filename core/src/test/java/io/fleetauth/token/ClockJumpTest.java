// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static io.fleetauth.token.Fleet.HOUR;
import static io.fleetauth.token.Fleet.OWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.session.DeviceId;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** R11: a wall clock that jumps, or a process that was stopped, makes no storm. */
class ClockJumpTest {

  private static final int SESSIONS = 300;

  private final Fleet fleet = new Fleet(Fleet.always());

  private List<DeviceId> readFleet() {
    List<DeviceId> devices =
        IntStream.range(0, SESSIONS).mapToObj(i -> new DeviceId("d" + i)).toList();
    for (DeviceId device : devices) {
      fleet.signIn(
          device,
          fleet.server.accessToken("access-" + device, OWN, HOUR),
          new RefreshToken("refresh-" + device));
      fleet.tokens.token(device).block();
    }
    fleet.server.exchanges.otherwise(
        request -> Mono.delay(Duration.ofSeconds(1), fleet.time).map(t -> fleet.renewed(request)));
    return devices;
  }

  @ParameterizedTest
  @ValueSource(longs = {5, -5})
  void jumpRenewsNobodyTwiceAndNotAllAtOnce(long minutes) {
    List<DeviceId> devices = readFleet();
    fleet.pass(Duration.ofMinutes(44)); // a minute before the time of renewal
    fleet.clock.offset = Duration.ofMinutes(minutes);
    for (int second = 0; second < 600; second++) {
      fleet.pass(Duration.ofSeconds(1));
      devices.forEach(device -> assertThat(fleet.tokens.peek(device)).isNotNull());
    }
    assertThat(fleet.server.exchanges.count()).isEqualTo(SESSIONS);
    assertThat(fleet.server.exchanges.maxInFlight()).isLessThanOrEqualTo(2 * 64);
  }
}
