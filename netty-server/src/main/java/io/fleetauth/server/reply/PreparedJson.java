// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.reply;

import static io.netty.handler.codec.http.HttpHeaderNames.CACHE_CONTROL;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderValues.APPLICATION_JSON;
import static io.netty.handler.codec.http.HttpHeaderValues.NO_STORE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A 200 answer whose JSON is made once and sent often; only its last member, a number, changes from
 * one answer to the next. The number is padded with blanks in front, which JSON allows, so that it
 * stays at its place. Immutable and thread-safe.
 */
public final class PreparedJson {

  private static final int WIDTH = 10;

  private final byte[] json;
  private final String length;

  /**
   * @param members all but the last; at least one
   * @param last the name of the number
   */
  public PreparedJson(Map<String, ?> members, String last) {
    var head = new String(Json.bytes(members), UTF_8);
    var text =
        head.substring(0, head.length() - 1) + ",\"" + last + "\":" + " ".repeat(WIDTH) + "}";
    this.json = text.getBytes(UTF_8);
    this.length = Integer.toString(json.length);
  }

  /**
   * Sends it.
   *
   * @param number value of the last member, from 0 to 9,999,999,999
   */
  public Publisher<Void> write(long number, HttpServerResponse response) {
    response
        .header(CONTENT_TYPE, APPLICATION_JSON)
        .header(CACHE_CONTROL, NO_STORE)
        .header(CONTENT_LENGTH, length);
    ByteBuf body = response.alloc().buffer(json.length).writeBytes(json);
    patch(number, body);
    return response.sendObject(body);
  }

  private void patch(long number, ByteBuf body) {
    long rest = number;
    int at = json.length - 2;
    do {
      body.setByte(at--, (int) ('0' + rest % 10));
      rest /= 10;
    } while (rest > 0 && at >= json.length - 1 - WIDTH);
  }

  /** Shows nothing of the body, which holds a token. */
  @Override
  public String toString() {
    return "PreparedJson[" + length + " bytes]";
  }
}
