// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.admin;

import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.server.gateway.Gateway;
import io.fleetauth.server.gateway.ServedRegistration;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.ReplyException;
import io.fleetauth.session.DeviceId;

/** What several admin endpoints answer alike. */
final class AdminReplies {

  private static final ErrorCode NOT_FOUND = new ErrorCode("not_found");

  static final Reply NO_SESSION = notFound("the device has no session");
  static final Reply NO_SIGN_IN = notFound("the device has no pending sign-in");

  private AdminReplies() {}

  static ServedRegistration registration(Gateway gateway, String name) {
    ServedRegistration served = gateway.registrations().get(name);
    if (served == null) {
      throw new ReplyException(
          notFound("registration must be one of " + gateway.registrations().keySet()));
    }
    return served;
  }

  static DeviceId device(String value) {
    try {
      return new DeviceId(value);
    } catch (IllegalArgumentException e) {
      throw ReplyException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static Reply notFound(String description) {
    return Reply.oauthError(404, NOT_FOUND, description);
  }
}
