// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.reply;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * HTTP Basic client credentials, form-urldecoded as RFC 6749 section 2.3.1 asks.
 *
 * @param secret never printed; may be empty
 */
public record BasicCredentials(String name, String secret) {

  private static final String SCHEME = "Basic ";

  /**
   * Returns null when the header is absent or of another scheme; refuses one that makes no sense.
   */
  public static @Nullable BasicCredentials parse(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    var pair = decode(authorization.substring(SCHEME.length()).trim());
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw ReplyException.badRequest("the Basic credentials have no colon");
    }
    return new BasicCredentials(
        Parameters.decode(pair.substring(0, colon)), Parameters.decode(pair.substring(colon + 1)));
  }

  private static String decode(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), UTF_8);
    } catch (IllegalArgumentException e) {
      throw ReplyException.badRequest("the Basic credentials are not base64");
    }
  }

  @Override
  public String toString() {
    return "BasicCredentials[name=" + name + ", secret=redacted]";
  }
}
