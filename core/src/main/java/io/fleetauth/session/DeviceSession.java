// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is kept of a device. A device without a sign-in has none. */
public sealed interface DeviceSession permits PendingSignIn, SignedIn, Ended {

  /** The part that a store may show and filter by. */
  enum State {
    PENDING,
    SIGNED_IN,
    ENDED
  }

  State state();

  /** Returns when the sweep has work with it, or {@code null} for never. */
  @Nullable Instant dueAt();

  /**
   * Returns the tokens to serve, or {@code null}: also a device that signs in anew keeps its tokens
   * until that is done.
   */
  @Nullable SignedIn tokens();

  /** Returns the hash of a gateway's device code that still leads here, or {@code null}. */
  @Nullable SecretHash code();

  /** Returns the hash of the session handle that leads here, or {@code null}. */
  @Nullable SecretHash handle();
}
