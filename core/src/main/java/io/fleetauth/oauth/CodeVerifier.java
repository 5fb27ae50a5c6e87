// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * The secret with which whoever asked for an authorization code proves to be the same that redeems
 * it, RFC 7636 section 4.1.
 *
 * @param value 43 to 128 of the unreserved characters of URIs; {@link #toString} does not show it
 */
public record CodeVerifier(String value) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  public CodeVerifier {
    if (!FORM.matcher(requireNonNull(value, "value")).matches()) {
      throw new IllegalArgumentException(
          "code verifier must be 43 to 128 letters, digits, '-', '.', '_' or '~'");
    }
  }

  @Override
  public String toString() {
    return "CodeVerifier[redacted]";
  }
}
