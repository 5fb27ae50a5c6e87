// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

/** Leaves a member to the default that its owner has. */
final class Left {

  private Left() {}

  /** Returns {@code null}, which those members take although their type does not say so. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  static <T> T out() {
    return null;
  }
}
