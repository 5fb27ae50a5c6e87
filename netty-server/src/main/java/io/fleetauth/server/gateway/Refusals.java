// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static io.fleetauth.oauth.ErrorCode.INTERACTION_REQUIRED;
import static io.fleetauth.oauth.ErrorCode.INVALID_GRANT;
import static io.fleetauth.oauth.ErrorCode.INVALID_SCOPE;
import static io.fleetauth.oauth.ErrorCode.INVALID_TOKEN;
import static io.fleetauth.oauth.ErrorCode.TEMPORARILY_UNAVAILABLE;

import io.fleetauth.http.ServiceException;
import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.UnavailableException;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.token.SignInRequiredException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * What a device is told when the engine fails. A device keeps its handle unless it hears {@code
 * invalid_grant} or {@code invalid_token}, so these two are said only when the session is over;
 * nothing of the upstream answer is passed on but a code that the device can act on.
 */
public final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final Set<ErrorCode> DEVICE_CAN_ACT = Set.of(INVALID_SCOPE, INTERACTION_REQUIRED);
  private static final Duration UPSTREAM_AGAIN = Duration.ofSeconds(5);
  private static final Duration LIMIT_AGAIN = Duration.ofSeconds(2);
  private static final Duration REFUSED_AGAIN = Duration.ofSeconds(60);
  private static final Duration LONGEST = Duration.ofHours(1);

  private Refusals() {}

  /** Emits the answer of a token endpoint, or {@code failure} itself when it is not expected. */
  public static Mono<Reply> oauth(Throwable failure) {
    if (failure instanceof SignInRequiredException) {
      return Mono.just(Reply.oauthError(400, INVALID_GRANT, "the device has to sign in again"));
    }
    if (failure instanceof OAuthException refused) {
      return Mono.just(upstreamRefused(refused));
    }
    if (failure instanceof LimitExceededException full) {
      return Mono.just(unavailable("limit reached: " + full.limit(), LIMIT_AGAIN));
    }
    if (failure instanceof EngineClosedException) {
      return Mono.just(unavailable("the gateway is stopping", UPSTREAM_AGAIN));
    }
    if (failure instanceof ServiceException service) {
      return Mono.just(serviceRefused(service));
    }
    if (failure instanceof UnavailableException busy) {
      Duration asked = busy.retryAfter();
      return Mono.just(upstreamDown(asked == null ? UPSTREAM_AGAIN : asked));
    }
    if (failure instanceof IOException || failure instanceof MalformedResponseException) {
      return Mono.just(upstreamDown(UPSTREAM_AGAIN));
    }
    return Mono.error(failure);
  }

  /** Like {@link #oauth}, for a resource that is read with a handle as bearer token, RFC 6750. */
  static Mono<Reply> bearer(Throwable failure) {
    return failure instanceof SignInRequiredException ? Mono.just(invalidToken()) : oauth(failure);
  }

  /** RFC 6750 section 3: there is no handle in the request. */
  static Reply noHandle() {
    return Reply.oauthError(401, INVALID_TOKEN, "send the session handle as bearer token")
        .withHeader("www-authenticate", "Bearer");
  }

  /** RFC 6750 section 3.1: the handle is unknown, or its session is over. */
  static Reply invalidToken() {
    return Reply.oauthError(401, INVALID_TOKEN, "the handle is unknown or its session has ended")
        .withHeader("www-authenticate", "Bearer error=\"invalid_token\"");
  }

  private static Reply upstreamRefused(OAuthException refused) {
    return DEVICE_CAN_ACT.contains(refused.code())
        ? Reply.oauthError(400, refused.code(), "the authorization server refused the request")
        : unavailable("the authorization server refused the gateway", REFUSED_AGAIN);
  }

  /** Why a service refuses the gateway is for the log: a device can do nothing about it. */
  private static Reply serviceRefused(ServiceException service) {
    LOG.warn("{}", service.getMessage());
    boolean busy = service.status() == 429 || service.status() >= 500;
    Duration asked = service.retryAfter();
    Duration again = busy ? UPSTREAM_AGAIN : REFUSED_AGAIN;
    return unavailable(
        busy ? "the service does not answer now" : "the service refused the gateway",
        asked == null ? again : asked);
  }

  private static Reply upstreamDown(Duration again) {
    return unavailable("the authorization server does not answer now", again);
  }

  private static Reply unavailable(String description, Duration again) {
    Duration bounded = again.compareTo(LONGEST) > 0 ? LONGEST : again;
    long seconds = Math.max(1, bounded.plusMillis(999).toSeconds());
    return Reply.oauthError(503, TEMPORARILY_UNAVAILABLE, description)
        .withHeader("retry-after", Long.toString(seconds));
  }
}
