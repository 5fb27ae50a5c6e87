// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.observe.EngineObserver;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.InMemorySessionStore;
import io.fleetauth.session.JweSessionSealer;
import io.fleetauth.session.KeyRing;
import io.fleetauth.session.SealException;
import io.fleetauth.session.SealException.Reason;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionRecord;
import io.fleetauth.time.VirtualClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** S2: a record that does not open is a typed failure, changes nothing and harms nobody else. */
class BrokenRecordsTest {

  private static final DeviceId BROKEN = new DeviceId("broken");
  private static final DeviceId OTHER = new DeviceId("other");
  private static final Duration HOUR = Duration.ofHours(1);

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final ScriptedAuthorizationServer server = new ScriptedAuthorizationServer(time);
  private final InMemorySessionStore store = new InMemorySessionStore();
  private final KeyRing keys = KeyRing.generate(new SecureRandom(), Instant.EPOCH);
  private final List<String> refused = new ArrayList<>();

  /** What may happen to a record, and what its reader is told. */
  enum Fault {
    MISSING_KEY(Reason.UNKNOWN_KEY),
    WRONG_KEY(Reason.ALTERED),
    FLIPPED_BIT(Reason.ALTERED),
    SWAPPED(Reason.MOVED),
    NO_RECORD(Reason.MALFORMED);

    private final Reason reason;

    Fault(Reason reason) {
      this.reason = reason;
    }
  }

  private FleetAuth engine() {
    return FleetAuth.builder(
            ClientRegistration.of(ScriptedAuthorizationServer.METADATA, "client")
                .withScopes(ScriptedAuthorizationServer.SCOPES))
        .authorizationServer(server)
        .store(store, new JweSessionSealer(keys))
        .time(new VirtualClock(time), time)
        .observer(new Refusals())
        .build();
  }

  private static SessionKey key(DeviceId device) {
    return new SessionKey(ClientRegistration.DEFAULT_NAME, device);
  }

  private SessionRecord stored(DeviceId device) {
    return requireNonNull(store.find(key(device)).block());
  }

  private void signIn(FleetAuth fleet, DeviceId device) {
    server.exchanges.thenValue(server.tokens(device.value(), HOUR));
    fleet.signIn(device).subscribe();
    time.advanceTimeBy(Duration.ofSeconds(10));
  }

  private String broken(Fault fault) {
    String sealed = stored(BROKEN).sealed();
    return switch (fault) {
      case MISSING_KEY -> foreign(sealed);
      case WRONG_KEY ->
          header(sealed) + foreign(sealed).substring(header(foreign(sealed)).length());
      case FLIPPED_BIT -> flipped(sealed);
      case SWAPPED -> stored(OTHER).sealed();
      case NO_RECORD -> "no record";
    };
  }

  private String foreign(String sealed) {
    var session = new JweSessionSealer(keys).open(key(BROKEN), sealed);
    KeyRing ring = KeyRing.generate(new SecureRandom(), Instant.EPOCH);
    return new JweSessionSealer(ring).seal(key(BROKEN), session);
  }

  private static String header(String sealed) {
    return sealed.substring(0, sealed.indexOf('.'));
  }

  private static String flipped(String sealed) {
    int at = sealed.lastIndexOf('.') - 10;
    char other = sealed.charAt(at) == 'A' ? 'B' : 'A';
    return sealed.substring(0, at) + other + sealed.substring(at + 1);
  }

  private SessionRecord put(String sealed) {
    SessionRecord was = stored(BROKEN);
    var next =
        new SessionRecord(
            was.key(),
            was.version() + 1,
            was.state(),
            was.dueAt(),
            was.user(),
            was.code(),
            was.handle(),
            was.updatedAt(),
            sealed);
    assertThat(store.replace(next).block()).isTrue();
    return next;
  }

  @ParameterizedTest
  @EnumSource
  void isATypedFailureThatChangesNothingAndHarmsNobody(Fault fault) {
    FleetAuth before = engine();
    signIn(before, BROKEN);
    signIn(before, OTHER);
    before.close().block();
    SessionRecord broken = put(broken(fault));
    FleetAuth fleet = engine();
    fleet.start().block();

    for (Mono<?> call :
        List.of(fleet.token(BROKEN), fleet.refresh(BROKEN), fleet.signOut(BROKEN))) {
      var failure = catchThrowableOfType(SealException.class, call::block);
      assertThat(failure.reason()).isEqualTo(fault.reason);
      assertThat(failure).hasMessageContaining("default/broken");
    }
    assertThat(refused)
        .hasSizeGreaterThanOrEqualTo(3)
        .containsOnly("default " + fault.reason.name().toLowerCase(Locale.ROOT));
    assertThat(fleet.token(OTHER).block().value()).isEqualTo("access-other");
    server.exchanges.otherwise(request -> Mono.just(server.tokens("next", HOUR)));
    time.advanceTimeBy(HOUR.multipliedBy(2)); // the sweep comes by
    assertThat(fleet.token(OTHER).block().value()).isEqualTo("access-next");
    assertThat(stored(BROKEN)).isEqualTo(broken);
  }

  private final class Refusals implements EngineObserver {
    @Override
    public void sealRefused(String registration, String reason) {
      refused.add(registration + " " + reason);
    }
  }
}
