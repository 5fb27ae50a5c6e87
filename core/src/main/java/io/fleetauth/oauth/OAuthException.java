// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** The authorization server refused; RFC 6749 section 5.2 and RFC 8628 section 3.5. */
public final class OAuthException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient ErrorCode code;

  /**
   * Records no stack trace: refusals such as {@code authorization_pending} are ordinary traffic.
   *
   * @param description the server's words, free of secrets, or {@code null}
   */
  public OAuthException(ErrorCode code, @Nullable String description) {
    super(
        description == null ? code.value() : code.value() + ": " + description, null, false, false);
    this.code = requireNonNull(code, "code");
  }

  public ErrorCode code() {
    return code;
  }

  public boolean is(ErrorCode other) {
    return code.equals(other);
  }
}
