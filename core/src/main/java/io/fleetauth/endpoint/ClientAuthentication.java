// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** How the client names itself in a request, RFC 6749 section 2.3. Thread-safe. */
@FunctionalInterface
public interface ClientAuthentication {

  /** Emits what to add to a request to {@code endpoint}; made anew for each request. */
  Mono<Credentials> credentials(URI endpoint);

  /**
   * @param authorization value of the {@code Authorization} header, or {@code null} for none; a
   *     secret
   * @param parameters what to add to the form body; may hold secrets
   */
  record Credentials(@Nullable String authorization, Map<String, String> parameters) {

    @Override
    public String toString() {
      return "Credentials[redacted]";
    }
  }
}
