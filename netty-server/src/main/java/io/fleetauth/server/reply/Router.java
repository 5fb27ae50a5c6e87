// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.reply;

import io.fleetauth.oauth.ErrorCode;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Leads a request to its handler by method and path, without regular expressions, and turns
 * whatever comes out into an answer: a {@link ReplyException} into its reply, everything else into
 * 500 {@code server_error} with the cause in the log only. A client that went away gets none, and
 * is no error. Thread-safe once built.
 *
 * <p>Segments in braces are variables: {@code /{tenant}/oauth2/v2.0/token}. HEAD is served by GET
 * handlers, OPTIONS names the methods, an unknown path is 404 and a wrong method 405 with {@code
 * Allow}.
 */
public final class Router
    implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

  /** Answers one request with a value; may throw {@link ReplyException}. */
  @FunctionalInterface
  public interface CallHandler {
    Mono<Reply> reply(Call call);
  }

  /** Writes the answer itself: for streams and closed connections only. */
  @FunctionalInterface
  public interface RawHandler {
    Publisher<Void> write(Call call, HttpServerResponse response);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final ErrorCode NOT_FOUND = new ErrorCode("not_found");
  private static final ErrorCode METHOD_NOT_ALLOWED = new ErrorCode("method_not_allowed");

  private final ReplyWriter writer = new ReplyWriter();
  private final Routes routes;
  private final @Nullable BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>>
      otherwise;

  private Router(
      Routes routes,
      @Nullable BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> otherwise) {
    this.routes = routes;
    this.otherwise = otherwise;
  }

  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
    var match = routes.find(pathOf(request.uri()));
    if (match == null && otherwise != null) {
      return otherwise.apply(request, response);
    }
    var call = new Call(request, match == null ? Map.of() : match.variables());
    if (match == null) {
      return writer.write(Reply.oauthError(404, NOT_FOUND, "there is nothing here"), response);
    }
    var handler = match.node().handler(request.method());
    if (handler == null) {
      return writer.write(wrongMethod(request.method(), match.node().allowed()), response);
    }
    return Mono.defer(() -> Mono.from(handler.write(call, response)))
        .onErrorResume(failure -> !response.hasSentHeaders(), f -> failed(f, call, response));
  }

  private static String pathOf(String target) {
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  private static Reply wrongMethod(HttpMethod method, String allowed) {
    var reply =
        method.equals(HttpMethod.OPTIONS)
            ? Reply.noContent()
            : Reply.oauthError(405, METHOD_NOT_ALLOWED, "use " + allowed);
    return reply.withHeader("allow", allowed);
  }

  private Mono<Void> failed(Throwable failure, Call call, HttpServerResponse response) {
    if (failure instanceof ReplyException refusal) {
      return writer.write(refusal.reply(), response);
    }
    if (failure instanceof AbortedException) {
      LOG.debug("Request {} {} {}: the client is gone", call.id(), call.method(), call.path());
      return Mono.empty();
    }
    LOG.error("Request {} {} {} failed", call.id(), call.method(), call.path(), failure);
    var description = "Something went wrong; see request " + call.id() + " in the server's log.";
    return writer.write(Reply.oauthError(500, ErrorCode.SERVER_ERROR, description), response);
  }

  /** Collects routes; not thread-safe. */
  public static final class Builder {

    private final Routes routes = new Routes();
    private final ReplyWriter writer = new ReplyWriter();
    private @Nullable BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> otherwise;

    private Builder() {}

    public Builder get(String template, CallHandler handler) {
      return on(HttpMethod.GET, template, handler);
    }

    public Builder post(String template, CallHandler handler) {
      return on(HttpMethod.POST, template, handler);
    }

    public Builder delete(String template, CallHandler handler) {
      return on(HttpMethod.DELETE, template, handler);
    }

    public Builder on(HttpMethod method, String template, CallHandler handler) {
      return raw(
          method,
          template,
          (call, response) ->
              handler
                  .reply(call)
                  .switchIfEmpty(Mono.error(() -> new IllegalStateException("no reply")))
                  .flatMap(reply -> writer.write(reply, response)));
    }

    public Builder raw(HttpMethod method, String template, RawHandler handler) {
      routes.add(method, template, handler);
      return this;
    }

    /** Serves every path that has no route here, for instance with another router. */
    public Builder otherwise(
        BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler) {
      otherwise = handler;
      return this;
    }

    public Router build() {
      return new Router(routes, otherwise);
    }
  }
}
