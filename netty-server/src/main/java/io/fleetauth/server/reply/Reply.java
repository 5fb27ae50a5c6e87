// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.reply;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.fleetauth.oauth.ErrorCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP answer as a value: status, headers, body. Immutable and thread-safe, so constants may be
 * shared. JSON and HTML are not stored by caches (RFC 6749 section 5.1) unless {@link #cachedFor}
 * says otherwise.
 */
public final class Reply {

  /** A header line; a name may occur more than once ({@code Set-Cookie}). */
  public record Header(String name, String value) {}

  private static final byte[] NO_BODY = {};
  private static final String NO_STORE = "no-store";
  private static final String POLICY = "content-security-policy";
  private static final String PAGE_POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
          + "base-uri 'none'; frame-ancestors 'none'";

  private static final List<Header> NOT_STORED =
      List.of(new Header("cache-control", NO_STORE), new Header("pragma", "no-cache"));
  private static final List<Header> PAGE =
      List.of(
          new Header(POLICY, PAGE_POLICY),
          new Header("x-frame-options", "DENY"),
          new Header("referrer-policy", "no-referrer"),
          new Header("x-content-type-options", "nosniff"));

  private final int status;
  private final List<Header> headers;
  private final byte[] body;

  private Reply(int status, List<Header> headers, byte[] body) {
    this.status = status;
    this.headers = List.copyOf(headers);
    this.body = body;
  }

  /** Answers 200 with {@code value} as JSON. */
  public static Reply json(Object value) {
    return json(200, value);
  }

  public static Reply json(int status, Object value) {
    return jsonBytes(status, Json.bytes(value));
  }

  /** Answers with JSON that is already serialized; the array must not be changed afterwards. */
  public static Reply jsonBytes(int status, byte[] json) {
    return of(status, "application/json", json, NOT_STORED);
  }

  /** Answers with a page that may be neither framed nor run scripts (RFC 9700 section 4.16). */
  public static Reply html(int status, String page) {
    var headers = Stream.concat(NOT_STORED.stream(), PAGE.stream()).toList();
    return of(status, "text/html; charset=utf-8", page.getBytes(UTF_8), headers);
  }

  /** Answers 200 with a static file or another body that is no JSON and no page. */
  public static Reply content(String contentType, byte[] body) {
    return of(200, contentType, body, List.of(new Header("x-content-type-options", "nosniff")));
  }

  public static Reply noContent() {
    return empty(204);
  }

  public static Reply empty(int status) {
    return new Reply(status, NOT_STORED, NO_BODY);
  }

  /** Answers 303, so that a browser goes on with GET. */
  public static Reply redirect(String location) {
    return empty(303).withHeader("location", location).withHeader("referrer-policy", "no-referrer");
  }

  /** Error Response, RFC 6749 section 5.2; {@code description} may be shown to a developer. */
  public static Reply oauthError(int status, ErrorCode code, @Nullable String description) {
    var error = new LinkedHashMap<String, Object>();
    error.put("error", code.value());
    if (description != null) {
      error.put("error_description", description);
    }
    return json(status, error);
  }

  private static Reply of(int status, String type, byte[] body, List<Header> headers) {
    var all = Stream.concat(Stream.of(new Header("content-type", type)), headers.stream());
    return new Reply(status, all.toList(), body);
  }

  /** Returns this reply with the header set; earlier values of the same name are dropped. */
  public Reply withHeader(String name, String value) {
    var others = headers.stream().filter(header -> !header.name().equalsIgnoreCase(name));
    return new Reply(status, plus(others, name, value), body);
  }

  /** Returns this page with one directive of its Content Security Policy set. */
  public Reply withPolicy(String directive, String sources) {
    var policy = header(POLICY);
    var others =
        Arrays.stream((policy == null ? "" : policy).split("; "))
            .filter(each -> !each.isEmpty() && !each.startsWith(directive + " "));
    var all = Stream.concat(others, Stream.of(directive + " " + sources));
    return withHeader(POLICY, all.collect(joining("; ")));
  }

  /** Returns this reply with one more {@code Set-Cookie} line. */
  public Reply withCookie(String setCookie) {
    return new Reply(status, plus(headers.stream(), "set-cookie", setCookie), body);
  }

  /** Returns this reply with caching allowed, also in shared caches, for whole seconds. */
  public Reply cachedFor(Duration age) {
    var others = headers.stream().filter(header -> !NOT_STORED.contains(header));
    var value = "public, max-age=" + age.toSeconds();
    return new Reply(status, plus(others, "cache-control", value), body);
  }

  /** Returns this reply with another body of the same type. */
  public Reply withBody(byte[] other) {
    return new Reply(status, headers, other);
  }

  public Reply withStatus(int other) {
    return new Reply(other, headers, body);
  }

  private static List<Header> plus(Stream<Header> headers, String name, String value) {
    return Stream.concat(headers, Stream.of(new Header(name, value))).toList();
  }

  public int status() {
    return status;
  }

  public List<Header> headers() {
    return headers;
  }

  /** Returns the first value of the header, or null. */
  public @Nullable String header(String name) {
    return headers.stream()
        .filter(header -> requireNonNull(header).name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst()
        .orElse(null);
  }

  /** Returns a copy of the body, for those who change what others answered. */
  public byte[] body() {
    return body.clone();
  }

  byte[] bodyToSend() {
    return body;
  }

  /** Shows neither headers nor body, which may hold tokens. */
  @Override
  public String toString() {
    return "Reply[" + status + ", " + body.length + " bytes]";
  }
}
