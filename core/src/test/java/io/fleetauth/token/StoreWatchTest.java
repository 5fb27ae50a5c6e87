// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static io.fleetauth.token.Fleet.DEVICE;
import static io.fleetauth.token.Fleet.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.session.DeviceId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What becomes here of the sessions that another node changed. */
class StoreWatchTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Fleet fleet = new Fleet();
  private final DeviceTokens other = fleet.engine(fleet.shared.node("node-2"));

  private List<DeviceId> hot(int count) {
    List<DeviceId> devices =
        IntStream.range(0, count).mapToObj(i -> new DeviceId("d" + i)).toList();
    for (DeviceId device : devices) {
      fleet.signIn(device, HOUR);
      fleet.tokens.token(device).block();
    }
    return devices;
  }

  private void signOutElsewhere(List<DeviceId> devices) {
    devices.forEach(device -> other.signOut(device).block());
  }

  private long served(List<DeviceId> devices) {
    return devices.stream().filter(device -> fleet.tokens.peek(device) != null).count();
  }

  @Test
  void manySignOutsAtOnceAreAllHeardAlsoWhenTheStoreIsSlow() {
    List<DeviceId> devices = hot(500);
    fleet.store.onFind = call -> call.delayElement(SECOND, fleet.time);
    signOutElsewhere(devices);
    assertThat(served(devices)).isEqualTo(500);
    fleet.pass(Duration.ofSeconds(10));
    assertThat(served(devices)).isZero();
  }

  @Test
  void changeThatCanNotBeReadIsReadAgain() {
    List<DeviceId> devices = hot(1);
    fleet.store.onFind = call -> Mono.error(new IOException("down"));
    signOutElsewhere(devices);
    fleet.pass(Duration.ofSeconds(60));
    assertThat(served(devices)).isEqualTo(1); // a valid token, for all that is known
    fleet.store.works();
    fleet.pass(Duration.ofSeconds(25));
    assertThat(served(devices)).isZero();
  }

  @Test
  void sessionThatIsKnownToHaveChangedIsNotServedForEver() {
    List<DeviceId> devices = hot(1);
    fleet.store.onFind = call -> Mono.error(new IOException("down"));
    signOutElsewhere(devices);
    fleet.pass(Duration.ofMinutes(4));
    assertThat(served(devices)).isZero();
  }

  @Test
  void whatChangedWhileTheWatchWasBrokenIsFoundOut() {
    Sinks.Empty<Object> broken = Sinks.empty();
    var restless = new Fleet();
    restless.driver.dispose();
    restless.store.onWatch =
        call -> call.takeUntilOther(broken.asMono()).concatWith(lost(restless));
    restless.tokens.run().subscribe();
    restless.signIn(DEVICE, HOUR);
    restless.read();
    broken.tryEmitEmpty();
    restless.engine(restless.shared.node("node-2")).signOut(DEVICE).block();
    assertThat(restless.tokens.peek(DEVICE)).isNotNull();
    restless.pass(Duration.ofSeconds(3));
    assertThat(restless.tokens.peek(DEVICE)).isNull();
  }

  private static <T> Flux<T> lost(Fleet fleet) {
    return Flux.defer(
        () -> {
          fleet.store.onWatch = call -> call;
          return Flux.error(new IOException("connection to the store lost"));
        });
  }
}
