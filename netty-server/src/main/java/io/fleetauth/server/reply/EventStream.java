// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.reply;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.http.server.HttpServerResponse;

/** Sends server-sent events for as long as the client listens. Stateless. */
public final class EventStream {

  /** A line that clients ignore; keeps proxies from closing a quiet connection. */
  public static final String HEARTBEAT = ":\n\n";

  private EventStream() {}

  /** Returns one event in wire form; {@code data} becomes JSON. */
  public static String event(String name, Object data) {
    return "event: " + name + "\ndata: " + new String(Json.bytes(data), UTF_8) + "\n\n";
  }

  /** Writes {@code events}, each in wire form, and flushes after each. */
  public static Publisher<Void> write(Flux<String> events, HttpServerResponse response) {
    Flux<ByteBuf> lines = events.map(line -> ByteBufUtil.writeUtf8(response.alloc(), line));
    return response.sse().header(HttpHeaderNames.CACHE_CONTROL, "no-store").send(lines);
  }
}
