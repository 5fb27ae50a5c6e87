// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static java.util.Objects.requireNonNull;

import io.fleetauth.http.Origins;
import io.fleetauth.http.RequestIds;
import io.fleetauth.http.Response;
import io.fleetauth.http.ServiceAnswer;
import io.fleetauth.http.ServiceCall;
import io.fleetauth.http.ServiceException;
import io.fleetauth.http.ServiceRequest;
import java.net.URI;
import java.util.Set;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** The address of a Communication resource, and how to ask there. Thread-safe. */
final class CommunicationEndpoint {

  private final Function<ServiceRequest, Mono<ServiceAnswer>> service;
  private final String origin;
  private final ApiVersion version;

  /**
   * @param service sends a request with the proof of who asks, again where that helps
   */
  CommunicationEndpoint(
      Function<ServiceRequest, Mono<ServiceAnswer>> service, URI endpoint, ApiVersion version) {
    this.service = service;
    this.origin = origin(endpoint);
    this.version = version;
  }

  private static String origin(URI endpoint) {
    String objection = Origins.objection(requireNonNull(endpoint, "endpoint"));
    if (objection != null) {
      throw new IllegalArgumentException("endpoint " + objection);
    }
    boolean bare = endpoint.getRawPath().isEmpty() || endpoint.getRawPath().equals("/");
    if (!bare || endpoint.getRawQuery() != null) {
      throw new IllegalArgumentException("endpoint has a path or a query");
    }
    return endpoint.getScheme() + "://" + endpoint.getRawAuthority();
  }

  /**
   * @param answer what the answer is called in errors
   * @param path percent-encoded
   */
  ServiceRequest request(String answer, String method, String path) {
    URI uri = URI.create(origin + path + "?api-version=" + version.value());
    return ServiceRequest.of(answer, method, uri);
  }

  /** Sends the request; every status but the expected ones is an error. */
  <T> ServiceCall<T> call(
      ServiceRequest request, Set<Integer> expected, Function<ServiceAnswer, T> value) {
    return respond(request, expected, answer -> Response.of(answer, value.apply(answer)));
  }

  /** Like {@link #call} for an operation without a value. */
  ServiceCall<Void> callWithoutValue(ServiceRequest request, int expected) {
    return respond(request, Set.of(expected), Response::empty);
  }

  private <T> ServiceCall<T> respond(
      ServiceRequest request, Set<Integer> expected, Function<ServiceAnswer, Response<T>> read) {
    return ServiceCall.of(
        Mono.fromSupplier(() -> request.header("x-ms-client-request-id", RequestIds.next()))
            .flatMap(service)
            .map(answer -> read.apply(checked(answer, expected))));
  }

  private static ServiceAnswer checked(ServiceAnswer answer, Set<Integer> expected) {
    if (!expected.contains(answer.status())) {
      throw ServiceException.of(answer);
    }
    return answer;
  }
}
