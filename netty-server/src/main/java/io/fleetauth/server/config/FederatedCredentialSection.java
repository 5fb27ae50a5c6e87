// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.server.authority.assertion.FederatedCredential;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An item of {@code authority.clients[].federated-credentials}. */
public record FederatedCredentialSection(
    @Key(doc = "Issuer of the tokens, exactly as in `iss`.") String issuer,
    @Key(doc = "Whom the tokens are about, exactly as in `sub`.") String subject,
    @Key(doc = "Whom the tokens are for, one of `aud`.", value = FederatedCredential.AUDIENCE)
        String audience,
    @Key(
            doc =
                "Where the issuer publishes its keys. Found in its OpenID configuration when not"
                    + " given.")
        @Nullable URI jwksUri,
    @Key(doc = "A file with the issuer's keys (JWK set), instead of asking for them.")
        @Nullable Path keysFile) {

  /** Reads the key file once, so that a mistake is told with its place. Blocking. */
  public FederatedCredentialSection {
    credential(issuer, subject, audience, jwksUri, keysFile);
  }

  private static FederatedCredential credential(
      String issuer, String subject, String audience, @Nullable URI jwksUri, @Nullable Path file) {
    var keys = file == null ? null : FederatedCredential.readKeys(file);
    return new FederatedCredential(issuer, subject, audience, jwksUri, keys);
  }

  FederatedCredential config() {
    return credential(issuer, subject, audience, jwksUri, keysFile);
  }
}
