// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import io.fleetauth.credential.Credential;
import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.token.RenewedTokens;
import reactor.core.publisher.Mono;

/**
 * The person who is signed in to the Azure Developer CLI ({@code azd auth login}). Tokens are kept
 * in memory and renewed ahead. A request names one scope; a tool that is not there, not signed in,
 * too slow or challenged with claims is unavailable, and the message says what to run. Thread-safe.
 */
public final class AzureDeveloperCliCredential implements Credential, AutoCloseable {

  private final RenewedTokens<CredentialRequest> tokens;

  private AzureDeveloperCliCredential(Builder builder) {
    this.tokens = builder.tokens(new AzureDeveloperCli());
  }

  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Mono<AccessToken> token(CredentialRequest request) {
    return tokens.token(request);
  }

  /** Forgets the tokens; later requests fail. */
  @Override
  public void close() {
    tokens.close();
  }

  /** Says whose tokens, and how the tool is run. */
  public static final class Builder extends ToolBuilder<Builder> {

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    public AzureDeveloperCliCredential build() {
      return new AzureDeveloperCliCredential(this);
    }
  }
}
