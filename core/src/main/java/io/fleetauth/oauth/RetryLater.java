// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A failure that may say when to come back, RFC 9110 section 10.2.3. */
public interface RetryLater {

  /** Returns how long the server asks to wait, or {@code null} when it did not say. */
  @Nullable Duration retryAfter();
}
