// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.Set;

/** Values of {@code grant_type}. */
final class GrantType {

  /** RFC 8628 section 3.4. */
  static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

  /** What the MSAL clients send instead. */
  static final String DEVICE_CODE_SHORT = "device_code";

  static final String AUTHORIZATION_CODE = "authorization_code";
  static final String REFRESH_TOKEN = "refresh_token";
  static final String CLIENT_CREDENTIALS = "client_credentials";

  /** RFC 7523 section 2.1; here on behalf of a user only. */
  static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

  static final Set<String> ALL =
      Set.of(DEVICE_CODE, AUTHORIZATION_CODE, REFRESH_TOKEN, CLIENT_CREDENTIALS, JWT_BEARER);

  private GrantType() {}

  /** Returns what a client may use that names no grant types. */
  static Set<String> defaults(boolean publicClient) {
    return publicClient ? Set.of(DEVICE_CODE, AUTHORIZATION_CODE, REFRESH_TOKEN) : ALL;
  }

  static String normalized(String grantType) {
    return grantType.equals(DEVICE_CODE_SHORT) ? DEVICE_CODE : grantType;
  }

  static Set<String> normalized(Set<String> grantTypes) {
    return grantTypes.stream().map(GrantType::normalized).collect(toUnmodifiableSet());
  }
}
