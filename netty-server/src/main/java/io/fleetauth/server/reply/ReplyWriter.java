// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.reply;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** Puts a {@link Reply} on the wire. Stateless and thread-safe. */
public final class ReplyWriter {

  /** Completes when the answer is flushed. A HEAD request gets the headers alone. */
  public Mono<Void> write(Reply reply, HttpServerResponse response) {
    byte[] body = reply.bodyToSend();
    response.status(reply.status());
    reply.headers().forEach(header -> response.addHeader(header.name(), header.value()));
    if (reply.status() != 204 && reply.status() != 304) {
      response.header(CONTENT_LENGTH, Integer.toString(body.length));
    }
    if (body.length == 0 || HttpMethod.HEAD.equals(response.method())) {
      return response.send().then();
    }
    return response.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body))).then();
  }
}
