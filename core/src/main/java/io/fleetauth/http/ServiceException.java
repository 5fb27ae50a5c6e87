// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.oauth.RetryLater;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service answered, but not with what the operation promises: it refused, or was still too busy
 * after the last try. The message names what was asked, the status, the service's code and words,
 * and the ids by which its operators find the exchange; never a secret.
 */
public final class ServiceException extends RuntimeException implements RetryLater {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final ServiceError error;
  private final @Nullable String requestId;
  private final @Nullable String correlationId;
  private final @Nullable Duration retryAfter;

  /** Records no stack trace: a refusal comes from the service, not from a line of the program. */
  private ServiceException(
      String message, ServiceAnswer answer, ServiceError error, Exchange exchange) {
    super(message, null, false, false);
    this.status = answer.status();
    this.error = error;
    this.requestId = exchange.requestId();
    this.correlationId = exchange.correlationId();
    this.retryAfter = answer.retryAfter();
  }

  private record Exchange(@Nullable String requestId, @Nullable String correlationId) {}

  /**
   * Returns the exception for an answer. Reads {@code
   * {"error":{"code","message","target","details","innererror"}}}, {@code
   * {"error":"code","error_description":"message"}}, and for lack of a body {@code
   * WWW-Authenticate}.
   */
  public static ServiceException of(ServiceAnswer answer) {
    ServiceError error = ServiceError.of(answer);
    String requestId = answer.id("x-ms-request-id", "x-ms-client-request-id");
    String correlationId = answer.id("ms-cv", "x-ms-correlation-request-id", "mise-correlation-id");
    var exchange = new Exchange(requestId, correlationId);
    return new ServiceException(message(answer, error, requestId), answer, error, exchange);
  }

  private static String message(
      ServiceAnswer answer, ServiceError error, @Nullable String requestId) {
    var message = new StringBuilder(answer.label());
    message.append(error.code() == null ? "" : ": " + error.code());
    message.append(error.message() == null ? "" : ": " + error.message());
    message.append(error.target() == null ? "" : " (target " + error.target() + ")");
    message.append(requestId == null ? "" : " (request " + requestId + ")");
    return message.toString();
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /** Returns the service's own name of the error, or {@code null} when it gave none. */
  public @Nullable String code() {
    return error.code();
  }

  /** Returns the service's words, free of what was sent, or {@code null} when there were none. */
  public @Nullable String serviceMessage() {
    return error.message();
  }

  /** Returns which part of the request is wrong, or {@code null} when the service did not say. */
  public @Nullable String target() {
    return error.target();
  }

  /** Returns the single errors that led to this one; empty when the service named none. */
  public List<ServiceError> details() {
    return error.details();
  }

  /** Returns a more exact error of the same thing, or {@code null} when there was none. */
  public @Nullable ServiceError innerError() {
    return error.inner();
  }

  /** Returns the id of the request that the answer named, or {@code null}. */
  public @Nullable String requestId() {
    return requestId;
  }

  /** Returns the id under which the service logged the exchange, {@code MS-CV} for example. */
  public @Nullable String correlationId() {
    return correlationId;
  }

  @Override
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
