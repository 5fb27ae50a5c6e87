// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.signin;

import io.fleetauth.endpoint.AuthorizationServer;
import io.fleetauth.endpoint.DeviceAuthorizationEndpoint;
import io.fleetauth.endpoint.Discovery;
import io.fleetauth.endpoint.IdTokenVerifier;
import io.fleetauth.endpoint.RevocationEndpoint;
import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.endpoint.TokenEndpoint;
import io.fleetauth.oauth.ErrorCode;
import reactor.core.publisher.Mono;

/** Answers every poll with the same refusal and keeps no record of calls, for large fleets. */
final class BusyServer implements AuthorizationServer {

  private final ScriptedAuthorizationServer codes;
  ErrorCode answer = ErrorCode.AUTHORIZATION_PENDING;
  int polls;

  BusyServer(ScriptedAuthorizationServer codes) {
    this.codes = codes;
  }

  @Override
  public DeviceAuthorizationEndpoint deviceAuthorization() {
    return scopes -> Mono.just(codes.authorization());
  }

  @Override
  public TokenEndpoint tokens() {
    return request -> {
      polls++;
      return Mono.error(ScriptedAuthorizationServer.refused(answer));
    };
  }

  @Override
  public Discovery discovery() {
    return codes.discovery();
  }

  @Override
  public RevocationEndpoint revocation() {
    return codes.revocation();
  }

  @Override
  public IdTokenVerifier idTokens() {
    return codes.idTokens();
  }
}
