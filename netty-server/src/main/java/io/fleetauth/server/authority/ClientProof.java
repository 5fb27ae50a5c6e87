// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

/** How a client showed who it is. */
enum ClientProof {
  NONE("0"),
  SECRET("1"),
  ASSERTION("2");

  /** Value of the claim {@code azpacr}. */
  final String claim;

  ClientProof(String claim) {
    this.claim = claim;
  }
}
