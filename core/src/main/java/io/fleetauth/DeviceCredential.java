// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth;

import io.fleetauth.credential.Credential;
import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.device.SignInEvent;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.session.DeviceId;
import io.fleetauth.token.SignInRequiredException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The session of one device as a credential.
 *
 * @param prompt shows the code of {@link SignInEvent.UserActionRequired} to the person, or {@code
 *     null} when nobody is there to be asked
 */
record DeviceCredential(
    FleetAuth fleet,
    ClientRegistration registration,
    DeviceId device,
    @Nullable Consumer<DeviceAuthorization> prompt)
    implements Credential {

  @Override
  public Mono<AccessToken> token(CredentialRequest request) {
    return ownTenant(request)
        .then(Mono.defer(() -> held(request)))
        .onErrorResume(SignInRequiredException.class, missing -> signedIn(request, missing));
  }

  private Mono<AccessToken> held(CredentialRequest request) {
    boolean own = registration.scopes().containsAll(request.scopes());
    if (request.claims() != null) {
      return own ? fleet.refresh(device) : Mono.error(DeviceCredential::challenged);
    }
    return own ? fleet.token(device) : fleet.token(device, request.scopes());
  }

  private Mono<AccessToken> signedIn(CredentialRequest request, SignInRequiredException missing) {
    Consumer<DeviceAuthorization> shown = prompt;
    if (shown == null) {
      return Mono.error(
          new CredentialUnavailableException("device " + device + " is not signed in", missing));
    }
    return fleet.authenticate(device, shown).then(Mono.defer(() -> held(request.withClaims(null))));
  }

  /** A session is of one tenant; a request that names it asks for nothing else. */
  private Mono<Void> ownTenant(CredentialRequest request) {
    String tenant = request.tenantId();
    if (tenant == null || registration.issuer().contains("/" + tenant + "/")) {
      return Mono.empty();
    }
    return fleet
        .identity(device)
        .filter(identity -> tenant.equals(identity.tenantId()))
        .switchIfEmpty(Mono.error(() -> foreign(tenant)))
        .then();
  }

  private IllegalArgumentException foreign(String tenant) {
    return new IllegalArgumentException(
        "tenantId: the session of device " + device + " is not of " + tenant);
  }

  private static OAuthException challenged() {
    return new OAuthException(
        ErrorCode.INTERACTION_REQUIRED,
        "claims are asked for scopes that the session was not signed in with");
  }
}
