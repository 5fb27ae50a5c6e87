// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import io.fleetauth.endpoint.AuthorizationServer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The authorization server of a credential, one for each tenant that was asked. Thread-safe. */
final class Authorities {

  private static final int MOST_KEPT = 1_000;

  private final Tenants tenants;
  private final AuthorizationServer own;
  private final Function<String, AuthorizationServer> others;
  private final ConcurrentMap<String, AuthorizationServer> kept = new ConcurrentHashMap<>();

  /**
   * @param others makes the one of another tenant
   */
  Authorities(
      Tenants tenants, AuthorizationServer own, Function<String, AuthorizationServer> others) {
    this.tenants = tenants;
    this.own = own;
    this.others = others;
  }

  /**
   * Returns the request with the tenant named only when it is another than the own.
   *
   * @throws IllegalArgumentException when the credential may not be used for the tenant
   */
  CredentialRequest resolved(CredentialRequest request) {
    if (request.tenantId() == null) {
      return request;
    }
    return request.withTenantId(tenants.other(request.tenantId()));
  }

  /** Returns the authorization server of a resolved request's tenant. */
  AuthorizationServer at(@Nullable String tenant) {
    if (tenant == null) {
      return own;
    }
    AuthorizationServer known = kept.get(tenant);
    if (known != null) {
      return known;
    }
    return kept.size() < MOST_KEPT ? kept.computeIfAbsent(tenant, others) : others.apply(tenant);
  }
}
