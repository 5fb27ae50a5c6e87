// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.assertion;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.server.authority.assertion.AssertionException.Problem;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** A signed JWT of which nothing is proved yet. */
record Assertion(SignedJWT jwt, JWTClaimsSet claims) {

  /** By so much the clocks of client and server may differ. */
  static final Duration SKEW = Duration.ofSeconds(60);

  static Assertion parse(String text) {
    try {
      var jwt = SignedJWT.parse(text);
      return new Assertion(jwt, jwt.getJWTClaimsSet());
    } catch (ParseException | IllegalArgumentException e) {
      throw new AssertionException(Problem.MALFORMED, "The assertion is not a signed JWT.");
    }
  }

  JWSHeader header() {
    return jwt.getHeader();
  }

  boolean isSignedWith(JWSVerifier verifier) {
    try {
      return jwt.verify(verifier);
    } catch (JOSEException e) {
      return false;
    }
  }

  /** Requires {@code exp}, and that now lies before it and after {@code nbf} and {@code iat}. */
  Instant requireInTime(Instant now) {
    var end = time(claims.getExpirationTime());
    if (end == null) {
      throw new AssertionException(Problem.NOT_IN_TIME, "The assertion has no 'exp'.");
    }
    if (!end.plus(SKEW).isAfter(now)) {
      throw notInTime("It has expired", now, end);
    }
    requireBegun(time(claims.getNotBeforeTime()), now);
    requireBegun(time(claims.getIssueTime()), now);
    return end;
  }

  private static void requireBegun(@Nullable Instant begin, Instant now) {
    if (begin != null && begin.minus(SKEW).isAfter(now)) {
      throw notInTime("It is not valid yet", now, begin);
    }
  }

  private static @Nullable Instant time(@Nullable Date date) {
    return date == null ? null : date.toInstant();
  }

  static AssertionException notInTime(String problem, Instant now, Instant limit) {
    return new AssertionException(
        Problem.NOT_IN_TIME,
        "The assertion is not within its valid time range. %s: now %s, limit %s."
            .formatted(problem, now, limit));
  }

  /** Shows nothing of it. */
  @Override
  public String toString() {
    return "Assertion[redacted]";
  }
}
