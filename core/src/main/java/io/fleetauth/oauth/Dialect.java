// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

/** How an authorization server departs from the RFCs. */
public enum Dialect {
  /** Nothing but the RFCs. */
  STANDARD,
  /**
   * Microsoft Entra v2.0: own error names for the device grant, OpenID scopes asked beside the API
   * scope.
   */
  ENTRA,
  /** Keycloak: endpoints below {@code /realms/{realm}/protocol/openid-connect}. */
  KEYCLOAK
}
