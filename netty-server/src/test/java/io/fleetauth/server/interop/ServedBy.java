// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

/** Which of our servers a client signs in at. */
enum ServedBy {
  AUTHORITY("fleetauth", "fleetauth-dev"),
  GATEWAY("glasses", "fleetauth-device");

  private final String tenant;
  private final String clientId;

  ServedBy(String tenant, String clientId) {
    this.tenant = tenant;
    this.clientId = clientId;
  }

  String tenant() {
    return tenant;
  }

  String clientId() {
    return clientId;
  }

  String scope() {
    return "api://fleetauth-demo/read";
  }
}
