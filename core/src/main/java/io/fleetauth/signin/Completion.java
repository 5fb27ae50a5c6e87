// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.signin;

import io.fleetauth.device.SignInEvent;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.PendingSignIn;
import reactor.core.publisher.Mono;

/** Makes the tokens of an approved sign-in durable. Thread-safe. */
@FunctionalInterface
public interface Completion {

  /**
   * Writes the session and emits the event once it is durable; empty when the stored session is not
   * this sign-in any more, which is then taken for cancelled.
   *
   * <p>An {@code OAuthException} ends the sign-in as failed. Any other error is taken for trouble
   * of the store: the same tokens are handed in again, with back-off, until it works, because the
   * device code is spent.
   */
  Mono<SignInEvent.Authorized> complete(DeviceId device, PendingSignIn signIn, TokenSet tokens);
}
