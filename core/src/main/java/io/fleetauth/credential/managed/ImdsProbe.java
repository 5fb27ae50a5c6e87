// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.http.HttpService;
import io.fleetauth.http.RequestSigner;
import io.fleetauth.http.ServiceRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Finds out quickly whether IMDS is there at all, so that a chain does not wait on machines that
 * are not in Azure. Once it was there it is not looked for again. Thread-safe.
 */
final class ImdsProbe {

  /** What is not there does not answer at all. */
  static final Duration LIMIT = Duration.ofSeconds(1);

  private final HttpService service;
  private final Scheduler timer;
  private final AtomicBoolean there = new AtomicBoolean();

  ImdsProbe(HttpService service, Scheduler timer) {
    this.service = service;
    this.timer = timer;
  }

  /** Completes when it is there; any answer will do, also the refusal that a probe provokes. */
  Mono<Void> check(IdentitySource source) {
    return Mono.defer(() -> there.get() ? Mono.empty() : probe(source));
  }

  private Mono<Void> probe(IdentitySource source) {
    var request = ServiceRequest.of("probe of IMDS", "GET", source.endpoint());
    return service
        .send(request, RequestSigner.NONE)
        .timeout(LIMIT, timer)
        .onErrorMap(IOException.class, ImdsProbe::notThere)
        .onErrorMap(TimeoutException.class, ImdsProbe::notThere)
        .filter(answer -> !IdentityAnswers.isUnreachable(answer))
        .switchIfEmpty(Mono.error(() -> notThere(null)))
        .doOnNext(answer -> there.set(true))
        .then();
  }

  private static CredentialUnavailableException notThere(@Nullable Throwable cause) {
    return new CredentialUnavailableException(
        "managed identity: there is no IMDS here, and no variable names another source", cause);
  }
}
