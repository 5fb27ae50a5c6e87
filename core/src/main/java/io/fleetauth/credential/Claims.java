// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code claims} parameter of requests, OpenID Connect Core section 5.5. */
final class Claims {

  /** Says that whoever uses the token understands claims challenges. */
  private static final Map<String, Object> CAPABILITIES = Map.of("values", List.of("cp1"));

  private static final String CONTINUOUS_ACCESS =
      "{\"access_token\":{\"xms_cc\":{\"values\":[\"cp1\"]}}}";
  private static final String ACCESS_TOKEN = "access_token";

  private Claims() {}

  /** Returns what to send: the challenge's claims and the capability, or {@code null} for none. */
  static @Nullable String of(CredentialRequest request) {
    String claims = request.claims();
    if (claims == null) {
      return request.continuousAccess() ? CONTINUOUS_ACCESS : null;
    }
    Map<String, Object> parsed = parse(claims);
    return request.continuousAccess() ? JSONObjectUtils.toJSONString(capable(parsed)) : claims;
  }

  private static Map<String, Object> capable(Map<String, Object> claims) {
    var accessToken = new HashMap<String, Object>();
    if (claims.get(ACCESS_TOKEN) instanceof Map<?, ?> asked) {
      asked.forEach((name, value) -> accessToken.put(name.toString(), value));
    }
    accessToken.put("xms_cc", CAPABILITIES);
    var all = new HashMap<>(claims);
    all.put(ACCESS_TOKEN, accessToken);
    return all;
  }

  private static Map<String, Object> parse(String claims) {
    try {
      return JSONObjectUtils.parse(claims);
    } catch (ParseException e) {
      throw new IllegalArgumentException("claims is not a JSON object", e);
    }
  }
}
