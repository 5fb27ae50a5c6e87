// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.credential.Credential;
import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.endpoint.TokenRequest.RefreshTokenGrant;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.session.DeviceId;
import io.fleetauth.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class DeviceCredentialTest {

  private static final DeviceId DEVICE = new DeviceId("headset-1");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final CredentialRequest OWN =
      new CredentialRequest(ScriptedAuthorizationServer.SCOPES, null, null, false);
  private static final CredentialRequest OTHER = CredentialRequest.of("other");

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final ScriptedAuthorizationServer server = new ScriptedAuthorizationServer(time);
  private final FleetAuth fleet =
      FleetAuth.builder(
              ClientRegistration.of(ScriptedAuthorizationServer.METADATA, "client")
                  .withScopes(ScriptedAuthorizationServer.SCOPES))
          .authorizationServer(server)
          .time(new VirtualClock(time), time)
          .build();
  private final List<String> prompts = new ArrayList<>();
  private final Credential quiet = fleet.credential(DEVICE);
  private final Credential asking =
      fleet.credential(DEVICE, code -> prompts.add(code.userCode().value()));

  private String read(Credential credential, CredentialRequest request) {
    List<String> read = new ArrayList<>();
    credential.token(request).subscribe(token -> read.add(token.value()));
    time.advanceTimeBy(Duration.ofSeconds(6));
    return read.get(0);
  }

  @Test
  void signsInWhenItMustAndServesTheSessionThen() {
    assertThatThrownBy(() -> quiet.token(OWN).block())
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessage("device headset-1 is not signed in");

    server.exchanges.thenValue(server.tokens("a", HOUR));
    assertThat(read(asking, OWN)).isEqualTo("access-a");
    assertThat(read(quiet, OWN)).isEqualTo("access-a");
    assertThat(prompts).hasSize(1);
  }

  @Test
  void getsOtherScopesFromTheSameSession() {
    server.exchanges.thenValue(server.tokens("a", HOUR)).thenValue(server.tokens("b", HOUR));
    read(asking, OWN);

    assertThat(read(quiet, OTHER)).isEqualTo("access-b");
    assertThat(server.exchanges.count(RefreshTokenGrant.class)).isEqualTo(1);
  }

  @Test
  void answersAChallengeByAnotherToken() {
    server.exchanges.thenValue(server.tokens("a", HOUR)).thenValue(server.tokens("b", HOUR));
    read(asking, OWN);

    assertThat(read(quiet, OWN.withClaims("{}"))).isEqualTo("access-b");
    assertThat(read(quiet, OWN)).isEqualTo("access-b");
    assertThatThrownBy(() -> quiet.token(OTHER.withClaims("{}")).block())
        .isInstanceOf(OAuthException.class)
        .hasMessageStartingWith("interaction_required");
  }

  @Test
  void isOfOneTenant() {
    server.exchanges.thenValue(server.tokens("a", HOUR));
    read(asking, OWN);

    assertThatThrownBy(() -> quiet.token(OWN.withTenantId("fabrikam")).block())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not of fabrikam");
  }
}
