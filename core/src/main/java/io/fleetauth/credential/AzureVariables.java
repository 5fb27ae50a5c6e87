// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import io.fleetauth.http.Origins;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The variables by which Azure programs are told who they are. The same names as those of Azure
 * Identity, so that a program may change over.
 */
record AzureVariables(Environment environment) {

  static final String TENANT_ID = "AZURE_TENANT_ID";
  static final String CLIENT_ID = "AZURE_CLIENT_ID";
  static final String CLIENT_SECRET = "AZURE_CLIENT_SECRET";
  static final String CERTIFICATE_PATH = "AZURE_CLIENT_CERTIFICATE_PATH";
  static final String CERTIFICATE_PASSWORD = "AZURE_CLIENT_CERTIFICATE_PASSWORD";
  static final String SEND_CHAIN = "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN";
  static final String USERNAME = "AZURE_USERNAME";
  static final String AUTHORITY_HOST = "AZURE_AUTHORITY_HOST";
  static final String ALLOWED_TENANTS = "AZURE_ADDITIONALLY_ALLOWED_TENANTS";
  static final String ONE_TENANT = "AZURE_IDENTITY_DISABLE_MULTITENANTAUTH";
  static final String NO_CONTINUOUS_ACCESS = "AZURE_IDENTITY_DISABLE_CP1";

  @Nullable String text(String name) {
    return environment.text(name);
  }

  boolean isOn(String name) {
    String value = text(name);
    return value != null && (value.equals("1") || value.toLowerCase(Locale.ROOT).equals("true"));
  }

  /**
   * Fills in tenant, client id, authority host and allowed tenants, as far as they are set.
   *
   * @throws IllegalArgumentException when a value is wrong; the message names the variable
   */
  <B extends OAuthCredentialBuilder<B>> B applyTo(B builder) {
    String tenant = text(TENANT_ID);
    String client = text(CLIENT_ID);
    String host = text(AUTHORITY_HOST);
    if (tenant != null) {
      builder.tenantId(Tenants.checkForm(TENANT_ID, tenant));
    }
    if (client != null) {
      builder.clientId(client);
    }
    return host == null
        ? builder.additionallyAllowedTenants(allowedTenants())
        : builder.authorityHost(uri(host)).additionallyAllowedTenants(allowedTenants());
  }

  private static URI uri(String host) {
    try {
      URI uri = new URI(host);
      String objection = Origins.objection(uri);
      if (objection == null) {
        return uri;
      }
      throw new IllegalArgumentException(AUTHORITY_HOST + " " + host + " " + objection);
    } catch (java.net.URISyntaxException e) {
      throw new IllegalArgumentException(AUTHORITY_HOST + " " + host + " is not a URL", e);
    }
  }

  private List<String> allowedTenants() {
    String value = text(ALLOWED_TENANTS);
    return value == null
        ? List.of()
        : List.of(value.split(";")).stream()
            .map(String::trim)
            .filter(tenant -> !tenant.isEmpty())
            .toList();
  }

  /** Leaves out what the variables switch off. */
  CredentialRequest allowed(CredentialRequest request) {
    boolean otherTenant = request.tenantId() != null && isOn(ONE_TENANT);
    boolean continuous = request.continuousAccess() && isOn(NO_CONTINUOUS_ACCESS);
    CredentialRequest own = otherTenant ? request.withTenantId(null) : request;
    return continuous ? own.withContinuousAccess(false) : own;
  }
}
