// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static java.util.Objects.requireNonNull;

import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Names one device. Chosen by the fleet, or generated; no secret, it appears in logs and lists.
 *
 * @param value 1 to 128 letters, digits and {@code . _ : @ -}
 */
public record DeviceId(String value) {

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._:@-]{1,128}");

  public DeviceId {
    if (!VALID.matcher(requireNonNull(value, "value")).matches()) {
      throw new IllegalArgumentException(
          "device id must be 1 to 128 letters, digits, '.', '_', ':', '@' or '-'");
    }
  }

  /** Makes an id with 96 random bits. */
  public static DeviceId generate(RandomGenerator random) {
    var bytes = new byte[12];
    random.nextBytes(bytes);
    return new DeviceId(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  @Override
  public String toString() {
    return value;
  }
}
