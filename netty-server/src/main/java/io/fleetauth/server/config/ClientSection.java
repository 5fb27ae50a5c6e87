// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.authority.AuthorityConfig.Client;
import io.fleetauth.server.authority.RedirectUris;
import io.fleetauth.server.authority.assertion.ClientCertificate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An item of {@code authority.clients}. */
public record ClientSection(
    @Key(doc = "The client id.") String id,
    @Key(doc = "What the confirm page calls it; the id when not given.") @Nullable String name,
    @Key(
            doc =
                "Shared with it. A client without secret, certificate and federated credential is"
                    + " public.")
        @Nullable Secret secret,
    @Key(
            doc =
                "Where the authorization code grant may return to, exactly; on `http://localhost`,"
                    + " `http://127.0.0.1` and `http://[::1]` with any port.")
        List<String> redirectUris,
    @Key(
            doc =
                "Grant types it may use, short or as on the wire. When none is given: device code,"
                    + " authorization code and refresh token, for a confidential client also"
                    + " client credentials and on-behalf-of.")
        List<String> grants,
    @Key(doc = "What it may ask for; anything when not given.") Scopes scopes,
    @Key(
            doc =
                "What a refresh may add to what the person approved; `*` for all that are"
                    + " allowed.")
        Scopes consentedScopes,
    @Key(
            doc =
                "Certificates that it signs assertions with (`private_key_jwt`): PEM text, or the"
                    + " path of a PEM file, without the private key.")
        List<String> certificates,
    @Key(doc = "Tokens of other issuers that stand for it (workload identity).")
        List<FederatedCredentialSection> federatedCredentials,
    @Key(
            doc =
                "Audiences of tokens that it takes as an API and may exchange on behalf of their"
                    + " user, beside its id and `api://` with its id.")
        List<String> identifierUris) {

  /**
   * Checks the redirect URIs and reads the certificates once, so that a mistake is told with its
   * place. Blocking.
   */
  public ClientSection {
    redirectUris.forEach(RedirectUris::require);
    certificates.forEach(ClientCertificate::read);
  }

  Client config() {
    return new Client(
        id,
        name == null ? id : name,
        secret == null ? null : secret.value(),
        redirectUris,
        grants.isEmpty() ? Left.out() : Set.copyOf(grants),
        scopes.values(),
        consentedScopes.values(),
        certificates.stream().map(ClientCertificate::read).toList(),
        federatedCredentials.stream().map(FederatedCredentialSection::config).toList(),
        identifierUris);
  }
}
