// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

/**
 * An {@code error} value of RFC 6749 section 5.2, RFC 8628 section 3.5 and their extensions. The
 * registry is open: an unknown code is kept as it came.
 *
 * @param value the code on the wire
 */
public record ErrorCode(String value) {

  public static final ErrorCode INVALID_REQUEST = new ErrorCode("invalid_request");
  public static final ErrorCode INVALID_CLIENT = new ErrorCode("invalid_client");
  public static final ErrorCode INVALID_GRANT = new ErrorCode("invalid_grant");
  public static final ErrorCode INVALID_SCOPE = new ErrorCode("invalid_scope");
  public static final ErrorCode UNAUTHORIZED_CLIENT = new ErrorCode("unauthorized_client");
  public static final ErrorCode UNSUPPORTED_GRANT_TYPE = new ErrorCode("unsupported_grant_type");
  public static final ErrorCode SERVER_ERROR = new ErrorCode("server_error");
  public static final ErrorCode TEMPORARILY_UNAVAILABLE = new ErrorCode("temporarily_unavailable");

  /** RFC 6750 section 3.1. */
  public static final ErrorCode INVALID_TOKEN = new ErrorCode("invalid_token");

  /** RFC 8628 section 3.5: go on polling. */
  public static final ErrorCode AUTHORIZATION_PENDING = new ErrorCode("authorization_pending");

  /** RFC 8628 section 3.5: go on polling, five seconds slower from now on. */
  public static final ErrorCode SLOW_DOWN = new ErrorCode("slow_down");

  /** RFC 8628 section 3.5: the person refused. */
  public static final ErrorCode ACCESS_DENIED = new ErrorCode("access_denied");

  /** RFC 8628 section 3.5: the codes are past their lifetime. */
  public static final ErrorCode EXPIRED_TOKEN = new ErrorCode("expired_token");

  /** OpenID Connect Core section 3.1.2.6: a person must act, the session can not go on silently. */
  public static final ErrorCode INTERACTION_REQUIRED = new ErrorCode("interaction_required");

  public ErrorCode {
    Require.notBlank(value, "value");
  }
}
