// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

/**
 * How a client names itself at the token endpoint, {@code token_endpoint_auth_method} of RFC 7591
 * section 2.
 */
public enum ClientAuthenticationMethod {
  /** A public client sends its {@code client_id} only. */
  NONE("none"),
  /** HTTP Basic with form-encoded id and secret, RFC 6749 section 2.3.1. */
  CLIENT_SECRET_BASIC("client_secret_basic"),
  /** Id and secret in the body, RFC 6749 section 2.3.1. */
  CLIENT_SECRET_POST("client_secret_post");

  private final String value;

  ClientAuthenticationMethod(String value) {
    this.value = value;
  }

  /** Returns the registered name. */
  public String value() {
    return value;
  }
}
