// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import reactor.core.publisher.Mono;

/**
 * The refresh token grant, RFC 6749 section 6, where the refresh token is a session handle. The
 * handle stays the same: the rotating token is the upstream one, which never leaves the gateway.
 */
final class HandleGrant {

  private static final Reply UNKNOWN =
      Reply.oauthError(
          400, ErrorCode.INVALID_GRANT, "the handle is unknown, over, or of another client");

  private final Handles handles;
  private final TokenAnswer answer;

  HandleGrant(Handles handles, TokenAnswer answer) {
    this.handles = handles;
    this.answer = answer;
  }

  Mono<Reply> reply(DeviceRequest request) {
    String handle = request.form().require("refresh_token");
    if (!DeviceSecrets.isBound(handle, request.clientId())) {
      return Mono.just(UNKNOWN);
    }
    return handles
        .find(handle)
        .filter(stored -> stored.key().registration().equals(request.registration().name()))
        .flatMap(stored -> renew(request, stored, handle))
        .defaultIfEmpty(UNKNOWN);
  }

  private Mono<Reply> renew(DeviceRequest request, StoredSession stored, String handle) {
    SignedIn signedIn = stored.session().tokens();
    return signedIn == null
        ? Mono.empty()
        : token(request, stored, signedIn)
            .flatMap(token -> answer.reply(request, signedIn, token, handle));
  }

  /** Scopes of the sign-in are served by its own token; others are another resource's. */
  private static Mono<AccessToken> token(
      DeviceRequest request, StoredSession stored, SignedIn signedIn) {
    var registration = request.registration();
    Scopes asked = Scopes.of(request.form().get("scope", ""));
    return signedIn.scopes().containsAll(asked)
        ? registration.fleet().token(stored.key().device())
        : registration.fleet().token(stored.key().device(), registration.scopes(request.scope()));
  }
}
