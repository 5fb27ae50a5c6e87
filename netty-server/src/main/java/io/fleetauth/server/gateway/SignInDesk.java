// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SecretHash;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Mono;

/**
 * Starts sign-ins and makes the device codes that lead to them. A device has one sign-in at most: a
 * new one takes the place of the one that is pending. Thread-safe.
 */
public final class SignInDesk {

  private final DeviceSecrets secrets;
  private final RandomGenerator random;
  private final Polls polls;

  SignInDesk(DeviceSecrets secrets, RandomGenerator random, Polls polls) {
    this.secrets = secrets;
    this.random = random;
    this.polls = polls;
  }

  /** Starts one for a device that the gateway names. Errors are those of the engine. */
  Mono<StartedSignIn> start(ServedRegistration registration, String clientId, Scopes scopes) {
    return Mono.defer(() -> begin(registration, DeviceId.generate(random), clientId, scopes));
  }

  /** Starts one for a device of the fleet. Errors are those of the engine. */
  public Mono<StartedSignIn> start(
      ServedRegistration registration, DeviceId device, String clientId, Scopes scopes) {
    return Mono.defer(() -> begin(registration, device, clientId, scopes));
  }

  private Mono<StartedSignIn> begin(
      ServedRegistration registration, DeviceId device, String clientId, Scopes scopes) {
    String code = secrets.newDeviceCode();
    SecretHash hash = DeviceSecrets.codeHash(code, clientId);
    return registration
        .fleet()
        .startSignIn(device, scopes, hash)
        .doOnNext(pending -> polls.expect(hash, registration.key(device), pending))
        .map(pending -> started(device, code, clientId, pending));
  }

  private static StartedSignIn started(
      DeviceId device, String code, String clientId, PendingSignIn pending) {
    return new StartedSignIn(device, code, clientId, pending.authorization(), pending.expiresAt());
  }
}
