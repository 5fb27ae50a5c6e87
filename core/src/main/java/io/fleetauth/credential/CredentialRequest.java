// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.util.Objects.requireNonNull;

import io.fleetauth.oauth.Scopes;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a credential. The whole of it is the key under which a token is kept.
 *
 * @param scopes what the token is for, such as {@code https://communication.azure.com//.default}
 * @param claims the {@code claims} of a challenge as JSON, or {@code null}; a token that was got
 *     without them does not answer it
 * @param tenantId the tenant to ask instead of the credential's own, or {@code null}
 * @param continuousAccess whether the caller understands claims challenges (continuous access
 *     evaluation), for which it may get a token that lives longer
 */
public record CredentialRequest(
    Scopes scopes, @Nullable String claims, @Nullable String tenantId, boolean continuousAccess) {

  public CredentialRequest {
    requireNonNull(scopes, "scopes");
    if (scopes.isEmpty()) {
      throw new IllegalArgumentException("scopes must not be empty");
    }
  }

  /** Asks for a token of the scopes, and nothing else. */
  public static CredentialRequest of(String... scopes) {
    return new CredentialRequest(Scopes.of(scopes), null, null, false);
  }

  /** Returns a copy that answers a challenge. */
  public CredentialRequest withClaims(@Nullable String replacement) {
    return new CredentialRequest(scopes, replacement, tenantId, continuousAccess);
  }

  public CredentialRequest withTenantId(@Nullable String replacement) {
    return new CredentialRequest(scopes, claims, replacement, continuousAccess);
  }

  public CredentialRequest withContinuousAccess(boolean on) {
    return new CredentialRequest(scopes, claims, tenantId, on);
  }
}
