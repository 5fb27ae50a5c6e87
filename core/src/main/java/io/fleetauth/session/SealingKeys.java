// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

/**
 * Where a sealer finds its keys: a {@link KeyRing}, which never changes, or a {@link LiveKeyRing}.
 * Thread-safe; no method blocks.
 */
public interface SealingKeys {

  /** Returns the keys of this moment. */
  KeyRing ring();

  /** A record needs a key that is not in the ring: it may be time to look for new ones. */
  default void missed() {}
}
