// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

import java.io.IOException;

/**
 * The engine was closed and takes no new work; what was stored goes on with the next start. An
 * {@code IOException}, because a caller can only try elsewhere or later.
 */
public final class EngineClosedException extends IOException {

  private static final long serialVersionUID = 1L;

  public EngineClosedException() {
    super("the engine is closed");
  }
}
