// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static io.fleetauth.oauth.ErrorCode.ACCESS_DENIED;
import static io.fleetauth.oauth.ErrorCode.AUTHORIZATION_PENDING;
import static io.fleetauth.oauth.ErrorCode.INVALID_GRANT;
import static io.fleetauth.oauth.ErrorCode.SERVER_ERROR;
import static io.fleetauth.oauth.ErrorCode.SLOW_DOWN;
import static io.fleetauth.oauth.ErrorCode.TEMPORARILY_UNAVAILABLE;

import io.fleetauth.oauth.Dialect;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.UnavailableException;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells answers from refusals, RFC 6749 section 5.2.
 *
 * @param dialect whose names of errors are translated
 * @param clock tells how far a date in {@code Retry-After} is
 */
record ErrorResponses(Dialect dialect, Clock clock) {

  private static final Pattern CODE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,100}");

  /** What a device must be told whatever the status; some servers send 429 with it. */
  private static final Set<ErrorCode> POLLING = Set.of(AUTHORIZATION_PENDING, SLOW_DOWN);

  private static final Set<ErrorCode> TRANSIENT = Set.of(SERVER_ERROR, TEMPORARILY_UNAVAILABLE);

  private static final Map<String, ErrorCode> ENTRA =
      Map.of("authorization_declined", ACCESS_DENIED, "bad_verification_code", INVALID_GRANT);

  /**
   * Returns {@code OAuthException}, {@code UnavailableException} or {@code
   * MalformedResponseException} when the answer is not a success, else {@code null}. A refusal with
   * status 200 (GitHub) is a refusal.
   */
  @Nullable Exception failure(HttpAnswer answer) {
    if (answer.successful() && !answer.body().contains("\"error\"")) {
      return null;
    }
    Members members = members(answer);
    ErrorCode code = members == null ? null : code(members);
    if (code != null && POLLING.contains(code)) {
      return refusal(answer, members, code);
    }
    if (unavailable(answer.status()) || (code != null && TRANSIENT.contains(code))) {
      return unavailable(answer, code);
    }
    if (code != null && !redirect(answer)) {
      return refusal(answer, members, code);
    }
    return answer.successful()
        ? null
        : new MalformedResponseException(answer.label() + " " + problem(answer, members));
  }

  private static @Nullable Members members(HttpAnswer answer) {
    try {
      return Members.of(answer);
    } catch (MalformedResponseException e) {
      return null; // whoever needs the body will say what is wrong with it
    }
  }

  private @Nullable ErrorCode code(Members members) {
    String value = members.text("error");
    if (value == null || !CODE.matcher(value).matches()) {
      return null;
    }
    ErrorCode code = new ErrorCode(value);
    return dialect == Dialect.ENTRA ? ENTRA.getOrDefault(value, code) : code;
  }

  private static boolean unavailable(int status) {
    return status == 408 || status == 429 || status >= 500;
  }

  private static boolean redirect(HttpAnswer answer) {
    return answer.status() >= 300 && answer.status() < 400;
  }

  private UnavailableException unavailable(HttpAnswer answer, @Nullable ErrorCode code) {
    String named = code == null ? "" : ": " + code.value();
    return new UnavailableException(
        answer.status(),
        RetryAfter.parse(answer.retryAfter(), clock),
        answer.label() + " says try later" + named);
  }

  private OAuthException refusal(HttpAnswer answer, @Nullable Members members, ErrorCode code) {
    String words = members == null ? null : members.text("error_description");
    if (words == null) {
      return new OAuthException(code, null);
    }
    String clean = Redaction.words(relevant(words), answer.call().secrets());
    String correlation = correlation(answer, members);
    String suffix = correlation == null ? "" : " (correlation " + correlation + ")";
    return new OAuthException(code, clean + suffix);
  }

  /** Entra adds lines with trace ids and times, which differ each time. */
  private String relevant(String words) {
    return dialect == Dialect.ENTRA ? words.strip().lines().findFirst().orElse("") : words;
  }

  private static @Nullable String correlation(HttpAnswer answer, @Nullable Members members) {
    String value = members == null ? null : members.text("correlation_id");
    return value != null && HttpAnswer.CORRELATION.matcher(value).matches()
        ? value
        : answer.correlation();
  }

  private static String problem(HttpAnswer answer, @Nullable Members members) {
    if (redirect(answer)) {
      return "is a redirect, which is not followed";
    }
    return members == null ? "is not JSON" : "names no OAuth error";
  }
}
