// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.util.Objects.requireNonNull;

import io.fleetauth.credential.AuthorityTokens.Exchange;
import io.fleetauth.endpoint.AuthorizationServer;
import io.fleetauth.endpoint.ClientAuthentication;
import io.fleetauth.http.HttpAuthorizationServer;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.Origins;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.token.RefreshPolicy;
import io.fleetauth.token.RenewalContext;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every credential that asks an authorization server has to be told. Microsoft Entra in the
 * public cloud, unless {@link #authorityHost} or {@link #registration} says otherwise. Wrong values
 * are {@code IllegalArgumentException}s, here or when it is built; nothing is asked before the
 * first token.
 *
 * @param <B> the builder itself
 */
public abstract class OAuthCredentialBuilder<B extends OAuthCredentialBuilder<B>> {

  /** The public cloud. */
  public static final URI ENTRA = URI.create("https://login.microsoftonline.com");

  final HttpTransport transport;
  private final Set<String> allowedTenants = new LinkedHashSet<>();
  private @Nullable URI authorityHost;
  private @Nullable String tenantId;
  private @Nullable String clientId;
  private @Nullable ClientRegistration registration;
  private RefreshPolicy policy = RefreshPolicy.WHILE_USED;

  OAuthCredentialBuilder(HttpTransport transport) {
    this.transport = requireNonNull(transport, "transport");
  }

  abstract B self();

  /** The tenant to ask: GUID, domain, {@code organizations} or {@code common}. */
  public B tenantId(String tenant) {
    this.tenantId = Tenants.checkForm("tenantId", requireNonNull(tenant, "tenantId"));
    return self();
  }

  /** The application's client id. */
  public B clientId(String client) {
    this.clientId = requireNonNull(client, "clientId");
    return self();
  }

  /** Asks another cloud, or a server of Entra's shape; https, or a loopback host. */
  public B authorityHost(URI host) {
    String objection = Origins.objection(requireNonNull(host, "authorityHost"));
    if (objection != null) {
      throw new IllegalArgumentException("authorityHost " + host + " " + objection);
    }
    this.authorityHost = host;
    return self();
  }

  /** Lets requests name these tenants besides the own one; {@code *} for all. */
  public B additionallyAllowedTenants(String... tenants) {
    return additionallyAllowedTenants(List.of(tenants));
  }

  B additionallyAllowedTenants(Collection<String> tenants) {
    tenants.stream()
        .filter(tenant -> !tenant.equals(Tenants.ANY))
        .forEach(tenant -> Tenants.checkForm("additionallyAllowedTenants", tenant));
    allowedTenants.addAll(tenants);
    return self();
  }

  /**
   * Asks any authorization server; takes the place of tenant, client id and authority host.
   * Requests can not name a tenant then.
   */
  public B registration(ClientRegistration client) {
    this.registration = requireNonNull(client, "registration");
    return self();
  }

  /** Whether tokens that nobody reads are renewed too; by default only those in use. */
  public B refreshPolicy(RefreshPolicy refresh) {
    this.policy = requireNonNull(refresh, "refreshPolicy");
    return self();
  }

  /** Returns the client at the own tenant, checked. */
  final ClientRegistration client() {
    ClientRegistration other = registration;
    if (other == null) {
      return entra(required(tenantId, "tenantId"));
    }
    if (tenantId != null || clientId != null || authorityHost != null) {
      throw new IllegalArgumentException(
          "registration takes the place of tenantId, clientId and authorityHost: give one or the"
              + " others");
    }
    return other;
  }

  private ClientRegistration entra(String tenant) {
    URI host = authorityHost == null ? ENTRA : authorityHost;
    return ClientRegistration.entra(host, tenant, required(clientId, "clientId"));
  }

  /**
   * Puts the parts together.
   *
   * @param authentication how the client names itself
   */
  final AuthorityTokens tokens(ClientAuthentication authentication, Exchange exchange) {
    var context = RenewalContext.of(transport.clock(), transport.timer(), transport.jitter());
    return new AuthorityTokens(authorities(authentication), context.withPolicy(policy), exchange);
  }

  final Authorities authorities(ClientAuthentication authentication) {
    var tenants = new Tenants(registration == null ? tenantId : null, allowedTenants);
    AuthorizationServer own = server(client(), authentication);
    return new Authorities(tenants, own, tenant -> server(entra(tenant), authentication));
  }

  private AuthorizationServer server(
      ClientRegistration client, ClientAuthentication authentication) {
    return HttpAuthorizationServer.of(client, authentication, transport);
  }

  static <T> T required(@Nullable T value, String name) {
    if (value == null || (value instanceof String text && text.isBlank())) {
      throw new IllegalArgumentException(name + " is required");
    }
    return value;
  }
}
