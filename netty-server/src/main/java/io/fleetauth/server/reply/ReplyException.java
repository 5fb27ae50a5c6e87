// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.reply;

import io.fleetauth.oauth.ErrorCode;

/**
 * Ends a request with a ready answer. Throw it, or emit it, from anywhere below a {@link Router};
 * it has no stack trace because refusals are ordinary traffic.
 */
public final class ReplyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Reply reply;

  public ReplyException(Reply reply) {
    super("answered " + reply.status(), null, false, false);
    this.reply = reply;
  }

  /** 400 {@code invalid_request}. */
  public static ReplyException badRequest(String description) {
    return new ReplyException(Reply.oauthError(400, ErrorCode.INVALID_REQUEST, description));
  }

  public Reply reply() {
    return reply;
  }
}
