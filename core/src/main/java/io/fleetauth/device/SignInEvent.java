// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.device;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.OAuthException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a sign-in, RFC 8628 sections 3.2 to 3.5. After a {@link Outcome} nothing more
 * comes.
 */
public sealed interface SignInEvent {

  /** The last event of a sign-in. */
  sealed interface Outcome extends SignInEvent {}

  /** A person has to open the address and enter the code; always the first event. */
  record UserActionRequired(DeviceAuthorization authorization, Instant expiresAt)
      implements SignInEvent {}

  /** The person is not done; the next poll comes after {@code nextPollIn}. */
  record Pending(Duration nextPollIn) implements SignInEvent {}

  /** The server asked to poll slower; {@code interval} is the new wait, for good. */
  record SlowedDown(Duration interval) implements SignInEvent {}

  /**
   * No usable answer; polling goes on after {@code nextPollIn}. {@code problem} is for people,
   * without secrets.
   */
  record NetworkTrouble(String problem, Duration nextPollIn) implements SignInEvent {}

  /** The device is signed in; its tokens are durable. */
  record Authorized(AccessToken accessToken, @Nullable Identity identity) implements Outcome {}

  /** The person refused. */
  record Declined() implements Outcome {}

  /** Nobody approved in time. */
  record Expired() implements Outcome {}

  /** It was given up from our side. */
  record Cancelled() implements Outcome {}

  /** The authorization server refused for another reason. */
  record Failed(OAuthException error) implements Outcome {}
}
