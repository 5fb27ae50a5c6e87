// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

/**
 * Which of several user-assigned identities is meant.
 *
 * @param value as the platform writes it
 */
record ManagedIdentityId(Kind kind, String value) {

  /** By what an identity is named. */
  enum Kind {
    CLIENT_ID,
    OBJECT_ID,
    RESOURCE_ID
  }

  ManagedIdentityId {
    if (value.isBlank()) {
      throw new IllegalArgumentException(kind + " must not be blank");
    }
  }
}
