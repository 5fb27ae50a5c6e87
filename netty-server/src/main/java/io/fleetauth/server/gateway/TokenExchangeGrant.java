// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.gateway.service.DeviceServices;
import io.fleetauth.server.gateway.service.ServiceToken;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.ReplyException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The token exchange grant, RFC 8693: a session handle, which is the refresh token of a device, for
 * a token of a service that {@code audience} names. Thread-safe.
 */
final class TokenExchangeGrant {

  static final String TYPE = "urn:ietf:params:oauth:grant-type:token-exchange";

  private static final String REFRESH_TOKEN = "urn:ietf:params:oauth:token-type:refresh_token";
  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  private static final Set<String> GIVEN =
      Set.of(ACCESS_TOKEN, "urn:ietf:params:oauth:token-type:jwt");

  /** RFC 8693 section 2.2.2 has this code for subject tokens that are not good. */
  private static final Reply UNKNOWN =
      Reply.oauthError(
          400,
          ErrorCode.INVALID_REQUEST,
          "subject_token is no handle of this client, or its session has ended");

  private final Handles handles;
  private final DeviceServices services;
  private final TokenMembers members;

  TokenExchangeGrant(Handles handles, DeviceServices services, TokenMembers members) {
    this.handles = handles;
    this.services = services;
    this.members = members;
  }

  Mono<Reply> reply(DeviceRequest request) {
    Parameters form = request.form();
    String handle = form.require("subject_token");
    requireSupported(form);
    if (!DeviceSecrets.isBound(handle, request.clientId())) {
      return Mono.just(UNKNOWN);
    }
    return handles
        .find(handle)
        .filter(stored -> stored.key().registration().equals(request.registration().name()))
        .flatMap(stored -> services.token(stored.key(), form.get("audience"), scopes(request)))
        .map(this::success)
        .defaultIfEmpty(UNKNOWN);
  }

  private static Scopes scopes(DeviceRequest request) {
    return Scopes.of(request.form().get("scope", ""));
  }

  private static void requireSupported(Parameters form) {
    if (!REFRESH_TOKEN.equals(form.require("subject_token_type"))) {
      throw ReplyException.badRequest("subject_token_type must be " + REFRESH_TOKEN);
    }
    @Nullable String requested = form.get("requested_token_type");
    if (requested != null && !GIVEN.contains(requested)) {
      throw ReplyException.badRequest("requested_token_type must be " + ACCESS_TOKEN);
    }
    if (form.has("actor_token") || form.has("resource")) {
      throw ReplyException.badRequest("actor_token and resource are not supported: use audience");
    }
  }

  private Reply success(ServiceToken found) {
    Map<String, Object> body = members.of(found);
    body.put("issued_token_type", ACCESS_TOKEN);
    return Reply.json(body);
  }
}
