// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.http.Members;
import io.fleetauth.http.ServiceAnswer;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/** Reads what a source answers: a token, or one of three shapes of an error. */
final class IdentityAnswers {

  /** A token that lives longer than this is renewed at half of its life. */
  private static final Duration LONG = Duration.ofHours(2);

  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Pattern CODE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,100}");

  private IdentityAnswers() {}

  /** Returns the token, or throws what the answer says instead. */
  static AccessToken token(
      IdentitySource source, ServiceAnswer answer, Scopes scopes, Instant now) {
    if (answer.status() != 200) {
      throw failure(source, answer);
    }
    Members members = answer.json();
    String value = members.required("access_token");
    String type = members.text("token_type");
    if (source.platform() == Platform.ARC) {
      requireEcho(source, members);
    }
    Instant expiresAt = expiresAt(members, now);
    Duration left = Duration.between(now, expiresAt);
    Instant refreshAt = left.compareTo(LONG) > 0 ? now.plus(left.dividedBy(2)) : null;
    return new AccessToken(
        value, type == null ? "Bearer" : type, scopes, now, expiresAt, refreshAt);
  }

  /** Agents that know nothing of user-assigned identities would answer for another one. */
  private static void requireEcho(IdentitySource source, Members members) {
    String parameter = source.idParameter();
    ManagedIdentityId id = source.id();
    if (id == null || parameter == null) {
      return;
    }
    String echo = members.text(parameter);
    if (echo == null || !echo.equalsIgnoreCase(id.value())) {
      throw members.malformed(parameter, "is not the identity that was asked for");
    }
  }

  private static Instant expiresAt(Members members, Instant now) {
    Instant found = expiry(members, now);
    if (!found.isAfter(now)) {
      throw members.malformed("expires_on", "is past");
    }
    Instant latest = now.plus(LONGEST);
    return found.isAfter(latest) ? latest : found;
  }

  private static Instant expiry(Members members, Instant now) {
    Double seconds = members.number("expires_on");
    if (seconds != null) {
      return instant(seconds);
    }
    String date = members.text("expires_on");
    if (date != null) {
      Instant instant = ExpiryDates.parse(date);
      if (instant == null) {
        throw members.malformed("expires_on", "is neither seconds nor a date");
      }
      return instant;
    }
    Double life = members.number("expires_in");
    if (life == null) {
      throw members.malformed("expires_on", "is missing");
    }
    return now.plusSeconds(bounded(life));
  }

  private static Instant instant(double seconds) {
    return Instant.ofEpochSecond(bounded(seconds));
  }

  /** Keeps sums far from overflow. */
  private static long bounded(double seconds) {
    return (long) Math.max(-1e11, Math.min(1e11, seconds));
  }

  private static Exception failureOf(IdentitySource source, ServiceAnswer answer) {
    Platform platform = source.platform();
    if (platform == Platform.IMDS && isUnreachable(answer)) {
      return new CredentialUnavailableException(answer.label() + ": the network is unreachable");
    }
    if (SourceRetries.mayPass(platform, answer.status())) {
      String later = answer.label() + " says try later";
      return new UnavailableException(answer.status(), answer.retryAfter(), later);
    }
    Members members = answer.jsonIfAny();
    String code = members == null ? null : code(members);
    String words = members == null ? null : words(members);
    if (code == null && words == null) {
      return new MalformedResponseException(answer.label() + " names no error");
    }
    String shown = words == null ? "no reason given" : answer.shown(words);
    if (platform == Platform.IMDS && "invalid_request".equals(code)) {
      return new CredentialUnavailableException(
          answer.label() + ": the identity is not assigned to this machine: " + shown);
    }
    return new OAuthException(error(code, answer.status()), shown + " (" + answer.label() + ")");
  }

  private static RuntimeException failure(IdentitySource source, ServiceAnswer answer) {
    return Exceptions.propagate(failureOf(source, answer));
  }

  /** This is how container desktops say that there is no such network. */
  static boolean isUnreachable(ServiceAnswer answer) {
    return answer.status() == 403 && answer.mentions("unreachable");
  }

  private static @Nullable String code(Members members) {
    Members error = members.object("error");
    return error == null ? members.text("error") : error.text("code");
  }

  private static @Nullable String words(Members members) {
    Members error = members.object("error");
    if (error != null) {
      return error.text("message");
    }
    String description = members.text("error_description");
    return description == null ? members.text("message") : description;
  }

  private static ErrorCode error(@Nullable String code, int status) {
    if (code != null && CODE.matcher(code).matches()) {
      return new ErrorCode(code);
    }
    return status == 401 || status == 403
        ? ErrorCode.UNAUTHORIZED_CLIENT
        : ErrorCode.INVALID_REQUEST;
  }
}
