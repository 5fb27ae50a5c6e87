// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.UnavailableException;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.Ended;
import io.fleetauth.token.SignInRequiredException;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.StepVerifier;

class RefusalsTest {

  static final String HUSH = "upstream-words";

  static Stream<Arguments> table() {
    var ended = new SignInRequiredException(new DeviceId("d"), Ended.Reason.REVOKED);
    return Stream.of(
        arguments(ended, 400, "invalid_grant", null),
        arguments(new OAuthException(ErrorCode.INVALID_SCOPE, HUSH), 400, "invalid_scope", null),
        arguments(
            new OAuthException(ErrorCode.INTERACTION_REQUIRED, HUSH),
            400,
            "interaction_required",
            null),
        arguments(
            new OAuthException(ErrorCode.INVALID_CLIENT, HUSH),
            503,
            "temporarily_unavailable",
            "60"),
        arguments(
            new OAuthException(ErrorCode.INVALID_GRANT, HUSH),
            503,
            "temporarily_unavailable",
            "60"),
        arguments(
            new LimitExceededException("max-pending-sign-ins", 1),
            503,
            "temporarily_unavailable",
            "2"),
        arguments(
            new UnavailableException(429, Duration.ofMillis(6001), HUSH),
            503,
            "temporarily_unavailable",
            "7"),
        arguments(
            new UnavailableException(503, Duration.ofDays(9), HUSH),
            503,
            "temporarily_unavailable",
            "3600"),
        arguments(new UnavailableException(500, null, HUSH), 503, "temporarily_unavailable", "5"),
        arguments(new IOException(HUSH), 503, "temporarily_unavailable", "5"),
        arguments(new MalformedResponseException(HUSH), 503, "temporarily_unavailable", "5"));
  }

  @ParameterizedTest
  @MethodSource("table")
  void devicesHearWhatTheyCanActOn(Throwable failure, int status, String code, String again) {
    Reply reply = Refusals.oauth(failure).block();

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("retry-after")).isEqualTo(again);
    assertThat(new String(reply.body(), UTF_8))
        .contains("\"error\":\"" + code + "\"")
        .doesNotContain(HUSH);
  }

  @Test
  void limitIsNamed() {
    Reply reply = Refusals.oauth(new LimitExceededException("max-pending-sign-ins", 1)).block();

    assertThat(new String(reply.body(), UTF_8)).contains("max-pending-sign-ins");
  }

  @Test
  void bugsAreNotDressedUp() {
    var bug = new IllegalStateException("bug");

    StepVerifier.create(Refusals.oauth(bug)).verifyErrorMatches(bug::equals);
  }

  @Test
  void endedSessionIsAnInvalidTokenToBearerClients() {
    var ended = new SignInRequiredException(new DeviceId("d"), null);

    Reply reply = Refusals.bearer(ended).block();

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("www-authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
  }
}
