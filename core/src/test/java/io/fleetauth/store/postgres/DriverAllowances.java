// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * What the PostgreSQL driver does on its event loop: a new connection takes 18 random bytes from
 * the operating system (SCRAM, RFC 5802), which does not wait for them.
 */
public final class DriverAllowances implements BlockHoundIntegration {

  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder.allowBlockingCallsInside("com.ongres.scram.common.ScramFunctions", "nonce");
  }
}
