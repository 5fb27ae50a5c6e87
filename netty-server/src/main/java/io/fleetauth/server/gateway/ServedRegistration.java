// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.FleetAuth;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.reply.BasicCredentials;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.ReplyException;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.SessionKey;
import org.jspecify.annotations.Nullable;

/**
 * A registration with the engine that serves it.
 *
 * @param standard what a sign-in asks for when the device names no scope
 */
public record ServedRegistration(
    String name, RegistrationConfig config, Scopes standard, FleetAuth fleet) {

  static final Scopes OPENID = Scopes.of("openid profile offline_access");

  public SessionKey key(DeviceId device) {
    return new SessionKey(name, device);
  }

  /** Returns the client id of a request, or refuses it with {@code invalid_client}. */
  String client(Call call, Parameters form) {
    BasicCredentials basic = call.basic();
    String client = basic == null ? form.get("client_id") : basic.name();
    if (client == null) {
      throw ReplyException.badRequest("client_id is missing");
    }
    if (!config.deviceClients().contains(client)) {
      throw refused(401, ErrorCode.INVALID_CLIENT, "this client id may not sign devices in here");
    }
    return client;
  }

  /**
   * Returns what to ask upstream: the asked scopes, with the OpenID ones that the registration
   * always asks for, because without them there is neither a user nor a refresh token.
   */
  public Scopes scopes(@Nullable String asked) {
    Scopes scopes = Scopes.of(asked == null ? "" : asked);
    if (scopes.isEmpty()) {
      return standard;
    }
    if (!config.allows(scopes)) {
      throw refused(400, ErrorCode.INVALID_SCOPE, "the registration does not allow this scope");
    }
    return standard.containsAll(OPENID) ? scopes.plus(OPENID) : scopes;
  }

  private static ReplyException refused(int status, ErrorCode code, String description) {
    return new ReplyException(Reply.oauthError(status, code, description));
  }
}
