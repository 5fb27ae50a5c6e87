// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.service;

import com.nimbusds.jwt.JWTClaimsSet;
import org.jspecify.annotations.Nullable;

/** Recognises the tokens of one issuer in this process. Thread-safe. */
@FunctionalInterface
public interface ActiveTokens {

  /**
   * Returns the claims of a token that is genuine, in force and of somebody who may still sign in;
   * else null. Verifies a signature: call it on a worker thread.
   */
  @Nullable JWTClaimsSet active(String token);
}
