// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Device Authorization Response, RFC 8628 section 3.2.
 *
 * @param deviceCode what the device polls with
 * @param userCode what the person types; always shown, also beside a QR code (section 3.3.1)
 * @param verificationUri where the person types it
 * @param verificationUriComplete the same with the code in it, or {@code null} when the server has
 *     none (Entra)
 * @param message ready text for the person (Entra), or {@code null}
 * @param expiresIn lifetime of both codes, counted from receipt of the response
 * @param interval least wait between two polls; {@link #DEFAULT_INTERVAL} when the server sends
 *     none
 */
public record DeviceAuthorization(
    DeviceCode deviceCode,
    UserCode userCode,
    URI verificationUri,
    @Nullable URI verificationUriComplete,
    @Nullable String message,
    Duration expiresIn,
    Duration interval) {

  /** Five seconds, RFC 8628 section 3.2. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);

  public DeviceAuthorization {
    requireNonNull(deviceCode, "deviceCode");
    requireNonNull(userCode, "userCode");
    requireNonNull(verificationUri, "verificationUri");
    Require.positive(expiresIn, "expiresIn");
    Require.positive(interval, "interval");
  }

  /** Returns the server's message, or an English sentence with the address and the code. */
  public String prompt() {
    return message != null
        ? message
        : "To sign in, open " + verificationUri + " and enter the code " + userCode.value() + ".";
  }
}
