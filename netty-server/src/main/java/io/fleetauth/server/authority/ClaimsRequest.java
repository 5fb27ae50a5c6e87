// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.fleetauth.server.reply.Json;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.ReplyException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The parameter {@code claims}, OpenID Connect Core section 5.5. Of it only the client capabilities
 * matter here: clients that understand continuous access evaluation say {@code cp1}.
 *
 * @param capabilities in upper case, for the claim {@code xms_cc}; empty when none was named
 */
record ClaimsRequest(Set<String> capabilities) {

  private static final Set<String> KNOWN = Set.of("CP1");

  /** Reads the form; refuses what is no JSON object. */
  static ClaimsRequest of(Parameters form) {
    var claims = form.get("claims");
    return new ClaimsRequest(claims == null ? Set.of() : capabilities(claims));
  }

  private static Set<String> capabilities(String claims) {
    var values = member(member(member(object(claims), "access_token"), "xms_cc"), "values");
    return values instanceof Collection<?> several
        ? several.stream()
            .map(value -> String.valueOf(value).toUpperCase(Locale.ROOT))
            .filter(KNOWN::contains)
            .collect(toUnmodifiableSet())
        : Set.of();
  }

  private static Map<String, Object> object(String claims) {
    try {
      return Json.object(claims.getBytes(UTF_8));
    } catch (ReplyException e) {
      throw new RefusedException(Refusal.MALFORMED_REQUEST, "'claims' is not a JSON object.");
    }
  }

  private static Object member(Object object, String name) {
    var found = object instanceof Map<?, ?> map ? map.get(name) : null;
    return found == null ? "" : found;
  }
}
