// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.Members;
import io.fleetauth.http.Retries;
import io.fleetauth.http.ServiceAnswer;
import io.fleetauth.http.ServiceRequest;
import io.fleetauth.oauth.AccessToken;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** An API that wants a token, such as {@code /api/me} of the authority. */
record ProtectedApi(HttpTransport transport, URI address) {

  /**
   * @param user whom the API takes the caller for, or {@code null} when it does not say
   */
  record Answer(int status, @Nullable String user) {

    static Answer of(ServiceAnswer answer) {
      Members body = answer.jsonIfAny();
      return new Answer(answer.status(), body == null ? null : body.text("preferred_username"));
    }
  }

  /** Emits the answer, whatever its status. */
  Mono<Answer> call(AccessToken token) {
    return transport
        .service(Retries.NONE)
        .send(
            ServiceRequest.of("API answer", "GET", address),
            request -> Mono.just(Map.of("Authorization", "Bearer " + token.value())))
        .map(Answer::of);
  }
}
