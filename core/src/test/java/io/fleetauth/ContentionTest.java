// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.endpoint.RotatingServer;
import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.observe.EngineObserver;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.DeviceSession;
import io.fleetauth.session.InMemorySessionStore;
import io.fleetauth.session.JweSessionSealer;
import io.fleetauth.session.KeyRing;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionQuery;
import io.fleetauth.time.TimerWheel;
import io.fleetauth.token.SignInRequiredException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** R1 and R2: many threads do everything at once to few devices, on a clock that runs fast. */
class ContentionTest {

  private static final int THREADS = 8;
  private static final int DEVICES = 200;
  private static final int SPEED = 20;
  private static final int ENOUGH = 200;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final long origin = System.nanoTime();
  private final Scheduler thread = Schedulers.newSingle("fast-timer", true);
  private final TimerWheel wheel = new TimerWheel(thread, this::nanos, new FastClock());
  private final RotatingServer server =
      new RotatingServer(wheel, this::nanos, Duration.ofSeconds(12));
  private final InMemorySessionStore store = new InMemorySessionStore();
  private final AtomicInteger uncertain = new AtomicInteger();
  private final Queue<String> ends = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> surprises = new ConcurrentLinkedQueue<>();
  private final FleetAuth fleet =
      FleetAuth.builder(
              ClientRegistration.of(ScriptedAuthorizationServer.METADATA, "client")
                  .withScopes(Scopes.of("offline_access api")))
          .authorizationServer(server)
          .store(store, new JweSessionSealer(KeyRing.generate(new SecureRandom(), Instant.EPOCH)))
          .time(wheel.clock(), wheel)
          .observer(new Ends())
          .build();

  @AfterEach
  void stop() {
    wheel.dispose();
    thread.dispose();
  }

  @Test
  void r1NoRefreshTokenIsUsedTwiceAndNothingIsLeft() throws InterruptedException {
    var together = new CountDownLatch(THREADS);
    var done = new CountDownLatch(THREADS);
    for (int seed = 0; seed < THREADS; seed++) {
      var random = new Random(seed);
      new Thread(() -> play(random, together, done), "player-" + seed).start();
    }
    done.await();
    Flux.range(0, DEVICES).flatMap(n -> fleet.cancelSignIn(device(n))).then().block(LIMIT);

    assertThat(surprises).isEmpty();
    assertThat(server.thefts).hasValue(0);
    assertThat(server.spentCodes).hasValue(0);
    assertThat(server.earlyPolls).hasValue(0);
    assertThat(ends).doesNotContain("revoked");
    assertThat(uncertain).hasValue(0);
    assertThat(fleet.pendingSignIns()).isZero();
    assertThat(pendingInTheStore()).isZero();
    assertThat(fleet.authenticate(new DeviceId("the-last"), code -> {}).block(LIMIT)).isNotNull();
    fleet.close().block(LIMIT);
    assertThat(wheel.waiting()).isZero();
  }

  private void play(Random random, CountDownLatch together, CountDownLatch done) {
    try {
      together.countDown();
      together.await();
      while (server.approvals.get() < ENOUGH || server.rotations.get() < ENOUGH) {
        move(random).onErrorComplete(SignInRequiredException.class).block(LIMIT);
      }
    } catch (InterruptedException | RuntimeException e) {
      surprises.add(e);
    } finally {
      done.countDown();
    }
  }

  private Mono<?> move(Random random) {
    DeviceId device = device(random.nextInt(DEVICES));
    return switch (random.nextInt(40)) {
      case 0 -> fleet.cancelSignIn(device);
      case 1 -> fleet.signOut(device);
      case 2 -> fleet.startSignIn(device, Scopes.of("offline_access api"), code(random));
      case 3, 4, 5 -> fleet.startSignIn(device, Scopes.of("offline_access api"), null);
      case 6 -> fleet.signIn(device).next(); // and is gone
      case 7, 8, 9, 10, 11, 12 -> fleet.refresh(device);
      case 13 -> fleet.token(device, Scopes.of("mail"));
      default -> fleet.token(device);
    };
  }

  private static DeviceId device(int n) {
    return new DeviceId("device-" + n);
  }

  private static SecretHash code(Random random) {
    return SecretHash.of(Long.toString(random.nextLong()));
  }

  private long pendingInTheStore() {
    return store
        .list(new SessionQuery(null, DeviceSession.State.PENDING, null, null, DEVICES))
        .count()
        .block(LIMIT);
  }

  private long nanos() {
    return (System.nanoTime() - origin) * SPEED;
  }

  private final class Ends implements EngineObserver {
    @Override
    public void sessionEnded(String registration, String reason) {
      ends.add(reason);
    }

    @Override
    public void rotationUncertain(String registration) {
      uncertain.incrementAndGet();
    }
  }

  private final class FastClock extends Clock {
    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(nanos());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("fast time is UTC");
    }
  }
}
