// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.http.Members;
import io.fleetauth.oauth.MalformedResponseException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code WWW-Authenticate} by which a resource asks for a token with other claims: {@code
 * Bearer error="insufficient_claims", claims="<base64 of JSON>"}.
 */
final class ClaimsChallenge {

  private static final Pattern ERROR = Pattern.compile("\\berror=\"insufficient_claims\"");
  private static final Pattern CLAIMS =
      Pattern.compile("\\bclaims=\"([A-Za-z0-9+/_-]{1,8000}=*)\"");

  private ClaimsChallenge() {}

  /** Returns the claims as JSON, or {@code null} when the header asks for none that can be read. */
  static @Nullable String claims(String header) {
    Matcher claims = CLAIMS.matcher(header);
    if (!ERROR.matcher(header).find() || !claims.find()) {
      return null;
    }
    try {
      String encoded = claims.group(1).replace('+', '-').replace('/', '_');
      String json = new String(Base64.getUrlDecoder().decode(encoded), UTF_8);
      Members.of("claims", json);
      return json;
    } catch (IllegalArgumentException | MalformedResponseException e) {
      return null; // not base64, or no JSON object: an ordinary refusal
    }
  }
}
