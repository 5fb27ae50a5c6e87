// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.client;

import java.net.URI;

/**
 * A page in a browser.
 *
 * @param html may hold secrets
 */
record Page(URI address, int status, String html) {

  @Override
  public String toString() {
    return "Page[" + status + "]";
  }
}
