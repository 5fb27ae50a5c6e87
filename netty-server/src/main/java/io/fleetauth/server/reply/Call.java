// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.reply;

import static java.util.Objects.requireNonNull;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.cookie.Cookie;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * One request as a handler sees it. Belongs to the event loop of its connection; the values that it
 * returns may go anywhere.
 */
public final class Call {

  /** Most bytes of a body that is read unless a handler asks otherwise: 64 KiB. */
  public static final int BODY_LIMIT = 64 * 1024;

  private static final String BEARER = "Bearer ";

  private final HttpServerRequest request;
  private final String path;
  private final @Nullable String query;
  private final Map<String, String> variables;

  Call(HttpServerRequest request, Map<String, String> variables) {
    this.request = request;
    var target = request.uri();
    int question = target.indexOf('?');
    this.path = question < 0 ? target : target.substring(0, question);
    this.query = question < 0 ? null : target.substring(question + 1);
    this.variables = variables;
  }

  public HttpMethod method() {
    return request.method();
  }

  /** Returns the path as sent, still percent-encoded, without the query. */
  public String path() {
    return path;
  }

  /** Returns the request target exactly as sent; what HMAC signatures cover. */
  public String target() {
    return request.uri();
  }

  /** Returns the decoded path segment that the route calls {@code name}. */
  public String variable(String name) {
    return requireNonNull(variables.get(name), () -> "route without {" + name + "}");
  }

  /** Returns the first header of that name, or null. */
  public @Nullable String header(CharSequence name) {
    return request.requestHeaders().get(name);
  }

  /** Returns the first cookie of that name, or null. */
  public @Nullable String cookie(String name) {
    return request.cookies().values().stream()
        .flatMap(Set::stream)
        .filter(cookie -> cookie.name().equals(name))
        .findFirst()
        .map(Cookie::value)
        .orElse(null);
  }

  /** Returns the parameters of the query alone. */
  public Parameters query() {
    return Parameters.parse(query == null ? "" : query);
  }

  /** Reads a form of at most {@link #BODY_LIMIT} bytes, whatever its content type says. */
  public Mono<Parameters> form() {
    return body(BODY_LIMIT).map(body -> Parameters.parse(query, body));
  }

  /** Reads the whole body; refuses with 413 what is longer than {@code limit} bytes. */
  public Mono<byte[]> body(int limit) {
    return BoundedBody.read(request, limit);
  }

  /** Returns the credentials of a Basic {@code Authorization} header, or null without one. */
  public @Nullable BasicCredentials basic() {
    return BasicCredentials.parse(header("authorization"));
  }

  /** Returns the token of a Bearer {@code Authorization} header (RFC 6750), or null without one. */
  public @Nullable String bearer() {
    var authorization = header("authorization");
    if (authorization == null
        || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return null;
    }
    var token = authorization.substring(BEARER.length()).trim();
    return token.isEmpty() ? null : token;
  }

  /** Returns {@code http} or {@code https}. */
  public String scheme() {
    return request.scheme();
  }

  public boolean secure() {
    return "https".equals(scheme());
  }

  /** Returns scheme, host and port as the client wrote them, without a trailing slash. */
  public String origin() {
    var host = header("host");
    if (host == null || host.isEmpty() || !host.chars().allMatch(Call::mayBeInHost)) {
      throw ReplyException.badRequest("the Host header is missing or not a host");
    }
    return scheme() + "://" + host;
  }

  private static boolean mayBeInHost(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || ".-_:[]".indexOf(c) >= 0;
  }

  /** Returns the address of the peer without its port; empty for a connection without one. */
  public String source() {
    InetSocketAddress peer = request.remoteAddress();
    if (peer == null) {
      return "";
    }
    return peer.getAddress() == null ? peer.getHostString() : peer.getAddress().getHostAddress();
  }

  /** Returns an id of this request for the log, unique in this process. */
  public String id() {
    return request.requestId();
  }

  public HttpServerRequest request() {
    return request;
  }
}
