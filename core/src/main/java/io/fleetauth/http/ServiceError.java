// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the body of a refusal says, in any of the shapes that services use; members that do not look
 * right are taken for missing. Immutable.
 *
 * @param code the service's own name of the error, or null
 * @param message for a person, free of what was sent; or null
 * @param target which part of the request is wrong, or null
 * @param details single errors that led to this one; empty when the service named none
 * @param inner a more exact error of the same thing, {@code innererror} on the wire, or null
 */
public record ServiceError(
    @Nullable String code,
    @Nullable String message,
    @Nullable String target,
    List<ServiceError> details,
    @Nullable ServiceError inner)
    implements Serializable {

  private static final ServiceError NOTHING = flat(null, null);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,100}");

  /** Errors within errors that are read; services nest two or three. */
  private static final int DEEPEST = 5;

  public ServiceError {
    details = List.copyOf(details);
  }

  private static ServiceError flat(@Nullable String code, @Nullable String message) {
    return new ServiceError(code, message, null, List.of(), null);
  }

  static ServiceError of(ServiceAnswer answer) {
    Members body = answer.jsonIfAny();
    ServiceError told = body == null ? NOTHING : of(answer, body);
    return told.equals(NOTHING) ? ofHeaders(answer) : told;
  }

  private static ServiceError of(ServiceAnswer answer, Members body) {
    Members error = body.object("error");
    if (error != null) {
      return of(answer, error, DEEPEST);
    }
    String words = body.text("error_description");
    return flat(
        name(body.text("error")), shown(answer, words == null ? body.text("message") : words));
  }

  private static ServiceError of(ServiceAnswer answer, Members error, int depth) {
    Members inner = error.object("innererror");
    return new ServiceError(
        name(error.text("code")),
        shown(answer, error.text("message")),
        name(error.text("target")),
        depth == 0
            ? List.of()
            : error.objects("details").stream()
                .map(detail -> of(answer, detail, depth - 1))
                .filter(detail -> !detail.equals(NOTHING))
                .toList(),
        inner == null || depth == 0 ? null : of(answer, inner, depth - 1));
  }

  private static ServiceError ofHeaders(ServiceAnswer answer) {
    return flat(
        name(answer.header("x-ms-error-code")), shown(answer, answer.header("www-authenticate")));
  }

  private static @Nullable String name(@Nullable String value) {
    return value != null && NAME.matcher(value).matches() ? value : null;
  }

  private static @Nullable String shown(ServiceAnswer answer, @Nullable String words) {
    return words == null ? null : answer.shown(words);
  }
}
