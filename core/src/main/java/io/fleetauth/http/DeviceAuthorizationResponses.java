// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.DeviceCode;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.UserCode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the answer of the device authorization endpoint, RFC 8628 section 3.2. */
final class DeviceAuthorizationResponses {

  /** No device waits longer between two polls for asking a server that wants more. */
  static final Duration MAX_INTERVAL = Duration.ofSeconds(60);

  static final Duration MAX_EXPIRES_IN = Duration.ofHours(24);

  private DeviceAuthorizationResponses() {}

  static DeviceAuthorization read(HttpAnswer answer) {
    Members members = Members.of(answer);
    return new DeviceAuthorization(
        new DeviceCode(members.required("device_code")),
        new UserCode(members.required("user_code")),
        verificationUri(members),
        verificationUriComplete(members),
        message(members),
        expiresIn(members),
        interval(members.number("interval")));
  }

  /**
   * Returns the wait for an {@code interval} on the wire: what is missing, not a number or not
   * positive is the default; fractions are rounded up and the rest is capped.
   */
  static Duration interval(@Nullable Double seconds) {
    if (seconds == null || seconds.isNaN() || seconds <= 0) {
      return DeviceAuthorization.DEFAULT_INTERVAL;
    }
    double capped = Math.min(seconds, (double) MAX_INTERVAL.toSeconds());
    return Duration.ofSeconds((long) Math.ceil(capped));
  }

  /** Google writes {@code verification_url}. */
  private static URI verificationUri(Members members) {
    boolean google = members.text("verification_uri") == null;
    return members.shownUri(
        google && members.text("verification_url") != null
            ? "verification_url"
            : "verification_uri");
  }

  /** Does without it when it is bad: the person can type. */
  private static @Nullable URI verificationUriComplete(Members members) {
    try {
      return members.shownUri("verification_uri_complete");
    } catch (MalformedResponseException e) {
      return null;
    }
  }

  private static @Nullable String message(Members members) {
    String message = members.text("message");
    return message == null ? null : Redaction.words(message, List.of());
  }

  private static Duration expiresIn(Members members) {
    Double seconds = members.number("expires_in");
    if (seconds == null || seconds.isNaN() || seconds <= 0) {
      throw members.malformed("expires_in", "is not a positive number");
    }
    double capped = Math.min(seconds, (double) MAX_EXPIRES_IN.toSeconds());
    return Duration.ofSeconds(Math.max(1, (long) capped));
  }
}
