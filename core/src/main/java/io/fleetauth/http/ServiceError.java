// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the body of a refusal says, in any of the shapes that services use; members that do not look
 * right are taken for missing.
 *
 * @param words for a person, cleaned
 */
record ServiceError(@Nullable String code, @Nullable String words, @Nullable String target) {

  private static final ServiceError NOTHING = new ServiceError(null, null, null);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,100}");

  static ServiceError of(ServiceAnswer answer) {
    Members body = answer.jsonIfAny();
    ServiceError told = body == null ? NOTHING : of(answer, body);
    return told.equals(NOTHING) ? ofHeaders(answer) : told;
  }

  private static ServiceError of(ServiceAnswer answer, Members body) {
    Members error = body.object("error");
    if (error == null) {
      String words = body.text("error_description");
      return new ServiceError(
          name(body.text("error")),
          shown(answer, words == null ? body.text("message") : words),
          null);
    }
    return new ServiceError(
        name(error.text("code")), shown(answer, error.text("message")), name(error.text("target")));
  }

  private static ServiceError ofHeaders(ServiceAnswer answer) {
    String code = name(answer.header("x-ms-error-code"));
    return new ServiceError(code, shown(answer, answer.header("www-authenticate")), null);
  }

  private static @Nullable String name(@Nullable String value) {
    return value != null && NAME.matcher(value).matches() ? value : null;
  }

  private static @Nullable String shown(ServiceAnswer answer, @Nullable String words) {
    return words == null ? null : answer.shown(words);
  }
}
