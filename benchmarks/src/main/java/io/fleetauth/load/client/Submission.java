// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.client;

import java.net.URI;
import java.util.Map;

/**
 * A form, filled in.
 *
 * @param fields may hold secrets
 */
record Submission(Purpose purpose, URI action, boolean post, Map<String, String> fields) {

  /** What a form is there for, the most urgent first. */
  enum Purpose {
    SIGN_IN,
    USER_CODE,
    USER_NAME,
    CONSENT
  }

  @Override
  public String toString() {
    return "Submission[" + purpose + "]";
  }
}
