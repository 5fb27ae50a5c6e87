// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Objects.requireNonNull;

import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.Scopes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in that waits for a person, RFC 8628 section 3.3.
 *
 * @param authorization the answer that started it
 * @param scopes what it asked for
 * @param interval current wait between polls: the server's, plus five seconds for each {@code
 *     slow_down}
 * @param startedAt when the answer was received
 * @param expiresAt when both codes expire
 * @param code hash of the device code that a gateway gave the device instead of the upstream one,
 *     or {@code null}
 * @param previous the session to go back to when this sign-in comes to nothing, or {@code null}
 * @param poller which node polls; {@code null} for none that is known, as in older records
 */
public record PendingSignIn(
    DeviceAuthorization authorization,
    Scopes scopes,
    Duration interval,
    Instant startedAt,
    Instant expiresAt,
    @Nullable SecretHash code,
    @Nullable SignedIn previous,
    @Nullable NodeId poller)
    implements DeviceSession {

  public PendingSignIn {
    requireNonNull(authorization, "authorization");
    requireNonNull(scopes, "scopes");
    requireNonNull(interval, "interval");
    requireNonNull(startedAt, "startedAt");
    requireNonNull(expiresAt, "expiresAt");
  }

  /** One that no node polls yet. */
  public PendingSignIn(
      DeviceAuthorization authorization,
      Scopes scopes,
      Duration interval,
      Instant startedAt,
      Instant expiresAt,
      @Nullable SecretHash code,
      @Nullable SignedIn previous) {
    this(authorization, scopes, interval, startedAt, expiresAt, code, previous, null);
  }

  @Override
  public State state() {
    return State.PENDING;
  }

  @Override
  public @Nullable Instant dueAt() {
    return previous == null ? null : previous.dueAt();
  }

  @Override
  public @Nullable SignedIn tokens() {
    return previous;
  }

  @Override
  public @Nullable SecretHash handle() {
    return previous == null ? null : previous.handle();
  }

  public PendingSignIn withInterval(Duration slower) {
    return new PendingSignIn(
        authorization, scopes, slower, startedAt, expiresAt, code, previous, poller);
  }

  public PendingSignIn withPrevious(@Nullable SignedIn renewed) {
    return new PendingSignIn(
        authorization, scopes, interval, startedAt, expiresAt, code, renewed, poller);
  }

  public PendingSignIn withPoller(NodeId node) {
    return new PendingSignIn(
        authorization, scopes, interval, startedAt, expiresAt, code, previous, node);
  }
}
