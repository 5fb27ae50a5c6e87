// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Objects.requireNonNull;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A device that is signed in.
 *
 * @param refreshToken the newest refresh token, or {@code null} when the server gave none: then the
 *     session ends with its access token
 * @param scopes what the sign-in asked for; the key of its own access token in {@code accessTokens}
 * @param accessTokens the newest access token by the scopes that were asked
 * @param identity who signed in, or {@code null} when the server does not say
 * @param signedInAt when the person approved
 * @param refreshedAt when the newest access token was obtained
 * @param dueAt when the sweep is to renew it, or {@code null} for only when it is read
 * @param code hash of the gateway's device code until it is past its use, or {@code null}
 * @param handle hash of the session handle that the device holds, or {@code null} when none was
 *     handed out yet
 * @param claim who may spend the refresh token, or that it may have been spent; {@code null} when
 *     nobody is about to. Goes on through every write that has nothing to do with it
 * @param serviceIds who the session is at other services, by what the program calls them
 */
public record SignedIn(
    @Nullable RefreshToken refreshToken,
    Scopes scopes,
    Map<Scopes, AccessToken> accessTokens,
    @Nullable Identity identity,
    Instant signedInAt,
    Instant refreshedAt,
    @Nullable Instant dueAt,
    @Nullable SecretHash code,
    @Nullable SecretHash handle,
    @Nullable Claim claim,
    Map<String, String> serviceIds)
    implements DeviceSession {

  public SignedIn {
    requireNonNull(scopes, "scopes");
    accessTokens = Map.copyOf(accessTokens);
    requireNonNull(signedInAt, "signedInAt");
    requireNonNull(refreshedAt, "refreshedAt");
    serviceIds = Map.copyOf(serviceIds);
  }

  /** One whose refresh token nobody is about to spend, and that no other service knows. */
  public SignedIn(
      @Nullable RefreshToken refreshToken,
      Scopes scopes,
      Map<Scopes, AccessToken> accessTokens,
      @Nullable Identity identity,
      Instant signedInAt,
      Instant refreshedAt,
      @Nullable Instant dueAt,
      @Nullable SecretHash code,
      @Nullable SecretHash handle) {
    this(
        refreshToken,
        scopes,
        accessTokens,
        identity,
        signedInAt,
        refreshedAt,
        dueAt,
        code,
        handle,
        null,
        Map.of());
  }

  @Override
  public State state() {
    return State.SIGNED_IN;
  }

  @Override
  public SignedIn tokens() {
    return this;
  }

  /**
   * Returns the newest access token for {@code asked}, valid or not, or {@code null} when there
   * never was one.
   */
  public @Nullable AccessToken accessToken(Scopes asked) {
    return accessTokens.get(asked);
  }

  public SignedIn withHandle(@Nullable SecretHash newCode, @Nullable SecretHash newHandle) {
    return with(dueAt, newCode, newHandle, claim, serviceIds);
  }

  public SignedIn withDueAt(@Nullable Instant due) {
    return with(due, code, handle, claim, serviceIds);
  }

  public SignedIn withClaim(@Nullable Claim newClaim) {
    return with(dueAt, code, handle, newClaim, serviceIds);
  }

  /** Returns this with an id at a service, or with none there. */
  public SignedIn withServiceId(String service, @Nullable String id) {
    var ids = new HashMap<String, String>(serviceIds);
    if (id == null) {
      ids.remove(service);
    } else {
      ids.put(service, id);
    }
    return with(dueAt, code, handle, claim, ids);
  }

  private SignedIn with(
      @Nullable Instant due,
      @Nullable SecretHash newCode,
      @Nullable SecretHash newHandle,
      @Nullable Claim newClaim,
      Map<String, String> newServiceIds) {
    return new SignedIn(
        refreshToken,
        scopes,
        accessTokens,
        identity,
        signedInAt,
        refreshedAt,
        due,
        newCode,
        newHandle,
        newClaim,
        newServiceIds);
  }
}
