// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.reply;

import io.fleetauth.oauth.ErrorCode;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Collects a request body up to a limit. A body somewhat over it is still read, and thrown away:
 * the answer to a client that is still sending may be lost with the connection.
 */
final class BoundedBody {

  /**
   * Not left to the server's own request time-out: that keeps every request, also one without a
   * body, in memory until it is over.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How much over the limit is thrown away before the connection is cut. */
  private static final int MAX_DISCARDED = 1 << 20;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private final int limit;
  private long received;

  private BoundedBody(int limit) {
    this.limit = limit;
  }

  static Mono<byte[]> read(HttpServerRequest request, int limit) {
    if (declaredLength(request) > limit + (long) MAX_DISCARDED) {
      return Mono.error(tooLarge(limit));
    }
    return request
        .receive()
        .onErrorMap(IOException.class, AbortedException::new) // as if the client had closed it
        .collect(() -> new BoundedBody(limit), BoundedBody::add)
        .map(BoundedBody::whole)
        .timeout(PATIENCE, Mono.error(BoundedBody::tooSlow));
  }

  private static long declaredLength(HttpServerRequest request) {
    try {
      return Long.parseLong(request.requestHeaders().get("content-length", "0"));
    } catch (NumberFormatException e) {
      throw ReplyException.badRequest("Content-Length is not a number");
    }
  }

  private void add(ByteBuf chunk) {
    received += chunk.readableBytes();
    if (received > limit + (long) MAX_DISCARDED) {
      throw tooLarge(limit);
    }
    if (received <= limit) {
      var copy = new byte[chunk.readableBytes()];
      chunk.readBytes(copy);
      bytes.writeBytes(copy);
    }
  }

  private byte[] whole() {
    if (received > limit) {
      throw tooLarge(limit);
    }
    return bytes.toByteArray();
  }

  private static ReplyException tooSlow() {
    var description = "the body did not arrive within " + PATIENCE.toSeconds() + " seconds";
    return new ReplyException(
        Reply.oauthError(408, ErrorCode.INVALID_REQUEST, description)
            .withHeader("connection", "close"));
  }

  private static ReplyException tooLarge(int limit) {
    var description = "the body is longer than " + limit + " bytes";
    return new ReplyException(
        Reply.oauthError(413, ErrorCode.INVALID_REQUEST, description)
            .withHeader("connection", "close"));
  }
}
