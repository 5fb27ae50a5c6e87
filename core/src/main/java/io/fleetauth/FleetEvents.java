// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.Ended;
import io.fleetauth.signin.SignInChange;
import io.fleetauth.token.TokenListener;
import java.time.Clock;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Collects the events of one engine. */
final class FleetEvents implements TokenListener {

  private final String registration;
  private final Clock clock;
  private final Sinks.Many<FleetEvent> sink = Sinks.many().multicast().directBestEffort();

  FleetEvents(String registration, Clock clock) {
    this.registration = registration;
    this.clock = clock;
  }

  Flux<FleetEvent> asFlux() {
    return sink.asFlux();
  }

  void changed(SignInChange change) {
    emit(
        new FleetEvent.SignInChanged(
            registration, change.device(), clock.instant(), change.event()));
  }

  @Override
  public void refreshed(DeviceId device, AccessToken token) {
    emit(new FleetEvent.TokenRefreshed(registration, device, clock.instant(), token.expiresAt()));
  }

  @Override
  public void refreshFailed(DeviceId device, String problem) {
    emit(new FleetEvent.RefreshFailed(registration, device, clock.instant(), problem));
  }

  @Override
  public void sessionEnded(DeviceId device, Ended.Reason reason) {
    emit(new FleetEvent.SessionEnded(registration, device, clock.instant(), reason));
  }

  void close() {
    sink.tryEmitComplete();
  }

  /** One at a time, as a sink wants it; a subscriber that is not ready misses the event. */
  private synchronized void emit(FleetEvent event) {
    sink.tryEmitNext(event);
  }
}
