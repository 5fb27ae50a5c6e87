// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.device;

import static java.util.Objects.requireNonNull;

import io.fleetauth.endpoint.TokenEndpoint;
import io.fleetauth.endpoint.TokenRequest.DeviceCodeGrant;
import io.fleetauth.oauth.DeviceCode;
import io.fleetauth.oauth.Scopes;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Mono;

/**
 * Polls for the tokens of a device code, RFC 8628 section 3.4. Keeps no state: who waits between
 * the polls holds a {@link PollPace}. Thread-safe if {@code random} is.
 */
public final class DeviceFlow {

  private final TokenEndpoint tokens;
  private final RandomGenerator random;

  public DeviceFlow(TokenEndpoint tokens, RandomGenerator random) {
    this.tokens = requireNonNull(tokens, "tokens");
    this.random = requireNonNull(random, "random");
  }

  /**
   * Polls once per subscription. Emits exactly one result and no error: whatever goes wrong short
   * of a refusal is {@link PollResult.Again}, because only the lifetime of the code ends a flow
   * that the server did not end.
   */
  public Mono<PollResult> poll(DeviceCode code, Scopes scopes, PollPace pace) {
    return Mono.defer(() -> tokens.exchange(new DeviceCodeGrant(code, scopes)))
        .single()
        .<PollResult>map(PollResult.Approved::new)
        .onErrorResume(e -> Mono.just(pace.after(e, random.nextDouble())));
  }
}
