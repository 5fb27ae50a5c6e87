// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

import io.fleetauth.server.authority.service.ServiceException;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.Router;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What all operations have in common: version, body, worker thread, and the versions listed. */
final class Operations {

  private static final int BODY_LIMIT = Call.BODY_LIMIT;
  private static final Set<String> UNLISTED = Set.of("Denied", "InvalidAccessToken");

  private final CommunicationCallers callers;
  private final Scheduler workers;

  /**
   * A request whose version is known and whose body was read.
   *
   * @param id the identity in the path; null where there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Asked(
      String version,
      HmacRequest signed,
      @Nullable String bearer,
      @Nullable String contentType,
      @Nullable String id,
      byte[] body) {

    RequestBody members() {
      return RequestBody.of(contentType, body);
    }

    /** Returns the identity that the path names. */
    String identity() {
      return String.valueOf(id);
    }

    /** Shows neither credentials nor content. */
    @Override
    public String toString() {
      return "Asked[" + signed + "]";
    }
  }

  /** Answers on a worker thread. */
  @FunctionalInterface
  interface Operation {
    Mono<Reply> answer(Asked asked);
  }

  /** Answers those who may act on a resource. */
  @FunctionalInterface
  interface OwnedOperation {
    Mono<Reply> answer(CommunicationResource resource, Asked asked);
  }

  Operations(CommunicationCallers callers, Scheduler workers) {
    this.callers = callers;
    this.workers = workers;
  }

  /** Returns an operation that needs a key of the resource, or a token for it. */
  Router.CallHandler owned(ApiVersions versions, boolean named, OwnedOperation operation) {
    return open(
        versions,
        named,
        asked ->
            operation.answer(
                callers.resource(asked.signed(), asked.bearer(), asked.body()), asked));
  }

  /**
   * Returns an operation that knows its callers itself.
   *
   * @param named whether the path names an identity
   */
  Router.CallHandler open(ApiVersions versions, boolean named, Operation operation) {
    return call ->
        Mono.defer(() -> asked(call, versions.require(call), named))
            .flatMap(asked -> Mono.defer(() -> operation.answer(asked)).subscribeOn(workers))
            .map(versions::listedIn)
            .onErrorMap(ServiceException.class, e -> listed(versions, e));
  }

  private static Mono<Asked> asked(Call call, String version, boolean named) {
    var signed = HmacRequest.of(call);
    var bearer = call.bearer();
    var type = call.header("content-type");
    var id = named ? call.variable("id") : null;
    return call.body(BODY_LIMIT).map(body -> new Asked(version, signed, bearer, type, id, body));
  }

  private static ServiceException listed(ApiVersions versions, ServiceException e) {
    return UNLISTED.contains(e.code())
        ? e
        : e.withHeader(ApiVersions.HEADER, String.join(", ", versions.all()));
  }

  /** Answers JSON as the service types it. */
  static Reply json(int status, Object value) {
    return Reply.json(status, value).withHeader("content-type", "application/json; charset=utf-8");
  }
}
