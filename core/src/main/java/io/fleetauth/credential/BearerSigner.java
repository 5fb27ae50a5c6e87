// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.util.Objects.requireNonNull;

import io.fleetauth.http.RequestSigner;
import io.fleetauth.http.ServiceRequest;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Shows the token of a credential to a service, RFC 6750 section 2.1.
 *
 * @param credential asked for each try; keeps tokens as a rule
 * @param wanted what the token must be for
 */
public record BearerSigner(Credential credential, CredentialRequest wanted)
    implements RequestSigner {

  public BearerSigner {
    requireNonNull(credential, "credential");
    requireNonNull(wanted, "wanted");
  }

  @Override
  public Mono<Map<String, String>> sign(ServiceRequest request) {
    return credential
        .token(wanted)
        .map(token -> Map.of("authorization", "Bearer " + token.value()));
  }
}
