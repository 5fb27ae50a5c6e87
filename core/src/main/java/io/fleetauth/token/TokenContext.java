// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static java.util.Objects.requireNonNull;

import io.fleetauth.endpoint.AuthorizationServer;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.observe.EngineObserver;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.Sessions;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import reactor.core.scheduler.Scheduler;

/**
 * What the tokens of one registration live on.
 *
 * @param timer waits; its {@code now} must never go back
 * @param clock stamps; may jump
 * @param jitter evenly spread numbers from 0 (inclusive) to 1 (exclusive); thread-safe
 */
public record TokenContext(
    ClientRegistration registration,
    AuthorizationServer server,
    Sessions sessions,
    Clock clock,
    Scheduler timer,
    DoubleSupplier jitter,
    TokenSettings settings,
    EngineObserver observer,
    TokenListener listener) {

  public TokenContext {
    requireNonNull(registration, "registration");
    requireNonNull(server, "server");
    requireNonNull(sessions, "sessions");
    requireNonNull(clock, "clock");
    requireNonNull(timer, "timer");
    requireNonNull(jitter, "jitter");
    requireNonNull(settings, "settings");
    requireNonNull(observer, "observer");
    requireNonNull(listener, "listener");
  }

  SessionKey key(DeviceId device) {
    return new SessionKey(registration.name(), device);
  }

  TokenTime time() {
    return new TokenTime(clock, timer, jitter);
  }

  /** Returns milliseconds on the timer's own line. */
  long now() {
    return timer.now(TimeUnit.MILLISECONDS);
  }

  Duration since(long start) {
    return Duration.ofMillis(now() - start);
  }
}
