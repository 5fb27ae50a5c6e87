// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.service;

import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.ReplyException;
import io.fleetauth.server.reply.Router;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * An operation of a service as the clients know it: each answer, also a refusal, has its own {@code
 * MS-CV}, the caller's request id, and lets browsers of any origin read it. Thread-safe.
 */
public final class ServiceEndpoint implements Router.CallHandler {

  private static final String REQUEST_ID = "x-ms-client-request-id";
  private static final int LONGEST_REQUEST_ID = 128;
  private static final String ALLOWED_HEADERS =
      "authorization,content-type,accept,x-mrc-cv,x-ms-date,x-ms-content-sha256,"
          + "x-ms-client-request-id,x-ms-return-client-request-id,x-ms-useragent,"
          + "x-ms-hmac-string-to-sign-base64,traceparent,tracestate";
  private static final String EXPOSED_HEADERS =
      "ms-cv,mise-correlation-id,x-ms-client-request-id,api-supported-versions,retry-after,"
          + "www-authenticate";

  private final Router.CallHandler operation;

  public ServiceEndpoint(Router.CallHandler operation) {
    this.operation = operation;
  }

  @Override
  public Mono<Reply> reply(Call call) {
    return Mono.defer(() -> operation.reply(call))
        .onErrorResume(ServiceException.class, e -> Mono.just(e.reply()))
        .onErrorResume(ReplyException.class, e -> Mono.just(reworded(e.reply())))
        .onErrorResume(RejectedExecutionException.class, e -> Mono.just(overloaded()))
        .map(reply -> decorated(reply, call));
  }

  /** Puts a refusal that was worded for OAuth clients into the words of services. */
  private static Reply reworded(Reply reply) {
    var error =
        switch (reply.status()) {
          case 408 ->
              ServiceException.of(408, "RequestTimeout", "The body did not arrive in time.");
          case 413 -> ServiceException.of(413, "RequestBodyTooLarge", "The body is too long.");
          default ->
              ServiceException.of(reply.status(), "BadRequest", "The request is not well-formed.");
        };
    var connection = reply.header("connection");
    return connection == null ? error.reply() : error.withHeader("connection", connection).reply();
  }

  private static Reply overloaded() {
    return ServiceException.of(503, "ServiceUnavailable", "Try again later.")
        .withHeader("retry-after", "1")
        .reply();
  }

  /** Returns the reply with the headers that every answer of a service has. */
  public static Reply decorated(Reply reply, Call call) {
    var id = requestId(call);
    var answer = id == null ? reply : reply.withHeader(REQUEST_ID, id);
    return answer
        .withHeader("ms-cv", CorrelationVector.next())
        .withHeader("x-content-type-options", "nosniff")
        .withHeader("access-control-allow-origin", "*")
        .withHeader("access-control-expose-headers", EXPOSED_HEADERS);
  }

  private static @Nullable String requestId(Call call) {
    var id = call.header(REQUEST_ID);
    return id != null
            && id.length() <= LONGEST_REQUEST_ID
            && id.chars().allMatch(c -> c > ' ' && c < 0x7f)
        ? id
        : null;
  }

  /**
   * Returns the answer to a browser's preflight. Credentials are not cookies here, so any origin
   * may ask.
   *
   * @param methods separated by commas
   */
  public static Router.CallHandler preflight(String methods) {
    var reply =
        Reply.noContent()
            .withHeader("access-control-allow-origin", "*")
            .withHeader("access-control-allow-methods", methods)
            .withHeader("access-control-allow-headers", ALLOWED_HEADERS)
            .withHeader("access-control-max-age", "3600");
    return call -> Mono.just(reply);
  }
}
