// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.client;

import java.net.URI;

/**
 * What a device shows to its person.
 *
 * @param page where to go, with the code in it when the server offers that
 */
public record Prompt(String userCode, URI page) {

  /**
   * Reads a device authorization response, RFC 8628 section 3.2.
   *
   * @throws IllegalArgumentException when it lacks something
   */
  public static Prompt of(Answer answer) {
    String code = answer.text("user_code");
    String page = answer.text("verification_uri_complete");
    String plain = page == null ? answer.text("verification_uri") : page;
    if (code == null || plain == null) {
      throw new IllegalArgumentException("user_code or verification_uri is missing");
    }
    return new Prompt(code, URI.create(plain));
  }
}
