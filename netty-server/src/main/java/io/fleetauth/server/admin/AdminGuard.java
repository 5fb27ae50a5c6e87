// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.ReplyException;
import io.fleetauth.server.reply.Router;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** Lets through who presents the admin token. Compares in constant time. Thread-safe. */
final class AdminGuard {

  private static final Reply REFUSED =
      Reply.oauthError(401, ErrorCode.INVALID_TOKEN, "send the admin token as bearer token")
          .withHeader("www-authenticate", "Bearer");

  private final byte @Nullable [] expected;

  /**
   * @param token what to present, or {@code null} to let nobody through
   */
  AdminGuard(@Nullable String token) {
    this.expected = token == null ? null : sha256(token);
  }

  /** Returns {@code handler} behind the guard. */
  Router.CallHandler guard(Router.CallHandler handler) {
    return call -> {
      check(call);
      return handler.reply(call);
    };
  }

  /** Returns {@code handler} behind the guard. */
  Router.RawHandler guardRaw(Router.RawHandler handler) {
    return (call, response) -> {
      check(call);
      return handler.write(call, response);
    };
  }

  private void check(Call call) {
    String presented = call.bearer();
    boolean passes =
        expected != null && presented != null && MessageDigest.isEqual(expected, sha256(presented));
    if (!passes) {
      throw new ReplyException(REFUSED);
    }
  }

  private static byte[] sha256(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
