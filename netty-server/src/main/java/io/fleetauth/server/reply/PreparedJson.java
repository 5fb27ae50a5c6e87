// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.reply;

import static io.netty.handler.codec.http.HttpHeaderNames.CACHE_CONTROL;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderValues.APPLICATION_JSON;
import static io.netty.handler.codec.http.HttpHeaderValues.NO_STORE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A 200 answer whose JSON is made once and sent often; only its first member, a text, and its last
 * two, numbers, change from one answer to the next. A number is padded with blanks in front, which
 * JSON allows, so that it stays at its place. Immutable and thread-safe.
 */
public final class PreparedJson {

  private static final int WIDTH = 10;

  private final byte[] head;
  private final byte[] tail;
  private final int firstEnds;

  /**
   * @param text the name of the first member
   * @param between the members that are always the same; at least one
   * @param first the name of the number before the last
   * @param last the name of the last number
   */
  public PreparedJson(String text, Map<String, ?> between, String first, String last) {
    var same = new String(Json.bytes(between), UTF_8);
    byte[] start =
        ("\"," + same.substring(1, same.length() - 1) + ",\"" + first + "\":" + " ".repeat(WIDTH))
            .getBytes(UTF_8);
    this.head = ("{\"" + text + "\":\"").getBytes(UTF_8);
    this.firstEnds = start.length;
    this.tail =
        (new String(start, UTF_8) + ",\"" + last + "\":" + " ".repeat(WIDTH) + "}").getBytes(UTF_8);
  }

  /** Returns whether {@code text} stands for itself in JSON: printable ASCII without escapes. */
  public static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '"' && c != '\\');
  }

  /**
   * Sends it.
   *
   * @param text value of the first member; must be {@link #isPlain}, which is not looked at again
   * @param first value of the number before the last, from 0 to 9,999,999,999
   * @param last value of the last number, from 0 to 9,999,999,999
   */
  public Publisher<Void> write(String text, long first, long last, HttpServerResponse response) {
    int behind = head.length + text.length();
    int length = behind + tail.length;
    response
        .header(CONTENT_TYPE, APPLICATION_JSON)
        .header(CACHE_CONTROL, NO_STORE)
        .header(CONTENT_LENGTH, Integer.toString(length));
    ByteBuf body =
        response
            .alloc()
            .buffer(length)
            .writeBytes(head)
            .writeBytes(text.getBytes(ISO_8859_1))
            .writeBytes(tail);
    patch(first, body, behind + firstEnds - 1);
    patch(last, body, length - 2);
    return response.sendObject(body);
  }

  /** Writes digits from {@code end} to the left. */
  private static void patch(long number, ByteBuf body, int end) {
    long rest = number;
    int at = end;
    do {
      body.setByte(at--, (int) ('0' + rest % 10));
      rest /= 10;
    } while (rest > 0 && at > end - WIDTH);
  }
}
