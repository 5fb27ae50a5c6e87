// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.device;

import io.fleetauth.oauth.TokenSet;
import java.time.Duration;

/** What one poll of a device code comes to. */
public sealed interface PollResult {

  /** Returns the outcome as {@code EngineObserver.polled} names it. */
  String label();

  /** The person approved. The device code is spent: these tokens come only once. */
  record Approved(TokenSet tokens) implements PollResult {

    @Override
    public String label() {
      return "authorized";
    }
  }

  /** Polling goes on. */
  record Again(String label, SignInEvent event, PollPace pace, Duration pause)
      implements PollResult {}

  /** There is nothing to wait for any more. */
  record Over(String label, SignInEvent.Outcome outcome) implements PollResult {}
}
