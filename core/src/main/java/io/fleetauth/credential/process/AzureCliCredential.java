// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import static java.util.Objects.requireNonNull;

import io.fleetauth.credential.Credential;
import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.token.RenewedTokens;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The person who is signed in to the Azure CLI ({@code az login}). Tokens are kept in memory and
 * renewed ahead. A request names one scope; a CLI that is not there, not signed in, too slow or
 * challenged with claims is unavailable, and the message says what to run. Thread-safe.
 */
public final class AzureCliCredential implements Credential, AutoCloseable {

  private final RenewedTokens<CredentialRequest> tokens;

  private AzureCliCredential(Builder builder) {
    this.tokens = builder.tokens(new AzureCli(builder.subscription, builder.zone));
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

  /** Says whose tokens, and how the CLI is run. */
  public static final class Builder extends ToolBuilder<Builder> {

    private @Nullable String subscription;
    private ZoneId zone = ZoneId.systemDefault();

    private Builder() {}

    /**
     * Asks for tokens of that subscription's tenant instead of the current one's.
     *
     * @param value id or name
     * @throws IllegalArgumentException when it has characters that no subscription has
     */
    public Builder subscription(@Nullable String value) {
      this.subscription = value == null ? null : Arguments.subscription(value);
      return this;
    }

    /** Reads the times of old versions, which are local, as of that zone. */
    public Builder zone(ZoneId replacement) {
      this.zone = requireNonNull(replacement, "zone");
      return this;
    }

    @Override
    Builder self() {
      return this;
    }

    public AzureCliCredential build() {
      return new AzureCliCredential(this);
    }
  }
}
