// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import static io.fleetauth.oauth.ErrorCode.AUTHORIZATION_PENDING;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.endpoint.TokenRequest.DeviceCodeGrant;
import io.fleetauth.endpoint.TokenRequest.RefreshTokenGrant;
import io.fleetauth.oauth.DeviceCode;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.TokenSet;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class ScriptedAuthorizationServerTest {

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final ScriptedAuthorizationServer server = new ScriptedAuthorizationServer(time);
  private final TokenRequest poll =
      new DeviceCodeGrant(new DeviceCode("device-1"), ScriptedAuthorizationServer.SCOPES);

  @Test
  void answersInOrderThenFallsBackAndRecordsTimes() {
    TokenSet tokens = server.tokens("a", Duration.ofHours(1));
    server.exchanges.thenValue(tokens);

    StepVerifier.create(server.tokens().exchange(poll)).expectNext(tokens).verifyComplete();
    time.advanceTimeBy(Duration.ofSeconds(5));
    StepVerifier.create(server.tokens().exchange(poll))
        .verifyErrorMatches(e -> e instanceof OAuthException o && o.is(AUTHORIZATION_PENDING));

    assertThat(server.exchanges.times()).containsExactly(Duration.ZERO, Duration.ofSeconds(5));
    assertThat(server.exchanges.count(DeviceCodeGrant.class)).isEqualTo(2);
    assertThat(server.exchanges.count(RefreshTokenGrant.class)).isZero();
    assertThat(server.exchanges.maxInFlight()).isEqualTo(1);
    assertThat(server.exchanges.inFlight()).isZero();
  }

  @Test
  void countsWhatWasCancelled() {
    server.authorizations.thenAfter(Duration.ofSeconds(3), reactor.core.publisher.Mono.never());

    StepVerifier.create(server.deviceAuthorization().authorize(ScriptedAuthorizationServer.SCOPES))
        .thenCancel()
        .verify();

    assertThat(server.authorizations.cancelled()).isEqualTo(1);
    assertThat(server.authorizations.inFlight()).isZero();
  }
}
