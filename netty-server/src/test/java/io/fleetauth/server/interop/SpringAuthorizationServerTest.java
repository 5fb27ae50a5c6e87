// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.FleetAuth;
import io.fleetauth.device.SignInEvent;
import io.fleetauth.device.SignInEvent.UserActionRequired;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ClientAuthenticationMethod;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.session.DeviceId;
import io.fleetauth.token.SignInRequiredException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Our engine against a server that we did not write; it sends no interval and rotates. */
class SpringAuthorizationServerTest {

  private static final DeviceId DEVICE = new DeviceId("headset-1");
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static SpringAuthorizationServer server;

  @BeforeAll
  static void start() {
    server = SpringAuthorizationServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void signsInRefreshesWithRotationAndSignsOut() {
    FleetAuth fleet = FleetAuth.builder(registration()).build();

    StepVerifier.create(fleet.signIn(DEVICE).concatMap(this::approve))
        .assertNext(SpringAuthorizationServerTest::hasDefaultInterval)
        .thenConsumeWhile(event -> !(event instanceof SignInEvent.Outcome))
        .expectNextMatches(SignInEvent.Authorized.class::isInstance)
        .expectComplete()
        .verify(PATIENCE);

    AccessToken first = fleet.token(DEVICE).block(PATIENCE);
    AccessToken second = fleet.refresh(DEVICE).block(PATIENCE);
    AccessToken third = fleet.refresh(DEVICE).block(PATIENCE);
    assertThat(second).isNotEqualTo(first);
    assertThat(third).isNotEqualTo(second);
    assertThat(fleet.peek(DEVICE)).isEqualTo(third);

    fleet.signOut(DEVICE).block(PATIENCE);
    StepVerifier.create(fleet.token(DEVICE))
        .expectError(SignInRequiredException.class)
        .verify(PATIENCE);
    fleet.close().block(PATIENCE);
  }

  private static ClientRegistration registration() {
    return ClientRegistration.oidc(server.issuer(), SpringAuthorizationServer.CLIENT_ID)
        .withClientSecret(
            SpringAuthorizationServer.CLIENT_SECRET, ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .withScopes(Scopes.of("read"));
  }

  /** The person acts as soon as the code is shown. */
  private Mono<SignInEvent> approve(SignInEvent event) {
    if (!(event instanceof UserActionRequired action)) {
      return Mono.just(event);
    }
    return Mono.fromRunnable(() -> open(action.authorization()))
        .subscribeOn(Schedulers.boundedElastic())
        .thenReturn(event);
  }

  private static void open(DeviceAuthorization authorization) {
    try {
      server.approve(authorization.userCode().value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void hasDefaultInterval(SignInEvent event) {
    assertThat(((UserActionRequired) event).authorization().interval())
        .isEqualTo(DeviceAuthorization.DEFAULT_INTERVAL);
  }
}
