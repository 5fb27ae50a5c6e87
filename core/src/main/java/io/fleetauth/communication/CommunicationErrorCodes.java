// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

/** What {@code ServiceException.code()} may be. The set is open: the service may know more. */
public final class CommunicationErrorCodes {

  /** 401: the identity is of another resource, malformed, deleted or was never there. */
  public static final String IDENTITY_NOT_OWNED = "IdentityNotOwned";

  /** 400: a value is missing or wrong; {@code target()} names it. */
  public static final String VALIDATION_ERROR = "ValidationError";

  /** 401: the token to exchange is not valid. */
  public static final String INVALID_ACCESS_TOKEN = "InvalidAccessToken";

  /** 401: neither the access key nor the token of the credential opens the resource. */
  public static final String DENIED = "Denied";

  /** 400: the service does not know the API version. */
  public static final String UNSUPPORTED_API_VERSION = "UnsupportedApiVersion";

  private CommunicationErrorCodes() {}
}
