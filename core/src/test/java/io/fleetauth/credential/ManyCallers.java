// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import io.fleetauth.oauth.AccessToken;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Two hundred callers at once, on threads that must not block. */
public final class ManyCallers {

  public static final int COUNT = 200;

  private ManyCallers() {}

  /** Lets all ask; the future has what each got. */
  public static CompletableFuture<List<String>> ask(
      Credential credential, CredentialRequest request) {
    return Flux.range(0, COUNT)
        .parallel(8)
        .runOn(Schedulers.parallel())
        .flatMap(i -> credential.token(request), false, COUNT)
        .sequential()
        .map(AccessToken::value)
        .collectList()
        .toFuture();
  }
}
