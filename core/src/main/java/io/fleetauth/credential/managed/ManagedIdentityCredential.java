// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import static java.util.Objects.requireNonNull;

import io.fleetauth.credential.Credential;
import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.Environment;
import io.fleetauth.credential.managed.ManagedIdentityId.Kind;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.token.RenewalContext;
import io.fleetauth.token.RenewedTokens;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The identity that Azure gives to a machine: virtual machines (IMDS), App Service, Functions and
 * Container Apps, Azure Arc, Cloud Shell, Service Fabric, Machine Learning. Which it is, the
 * environment tells at the first request.
 *
 * <p>Tokens are kept in memory and renewed ahead, at half of their life when that is more than two
 * hours. A request names one scope; its tenant is not used, because the identity has but one.
 * Errors besides those of {@link Credential}: {@code IllegalArgumentException} for more than one
 * scope. Thread-safe.
 */
public final class ManagedIdentityCredential implements Credential, AutoCloseable {

  private final RenewedTokens<CredentialRequest> tokens;

  private ManagedIdentityCredential(Builder builder) {
    HttpTransport transport = builder.transport;
    Environment environment = builder.environment;
    ArcFolders arc = builder.arc == null ? ArcFolders.of(environment) : builder.arc;
    var sources = new IdentitySources(environment, arc, builder.id);
    Mono<IdentitySource> source =
        Mono.fromCallable(sources::select).subscribeOn(builder.blocking).cache();
    var challenge = new ArcChallenge(arc.tokens());
    var origin =
        new IdentityTokens(
            transport, source, challenge, builder.blocking, builder.probe, this::last);
    this.tokens =
        new RenewedTokens<>(
            RenewalContext.of(transport.clock(), transport.timer(), transport.jitter()),
            origin::token);
  }

  /**
   * @param transport whose connections and time are used; its proxy is not, because all sources are
   *     on this machine or its link
   */
  public static Builder builder(HttpTransport transport) {
    return new Builder(transport);
  }

  @Override
  public Mono<AccessToken> token(CredentialRequest request) {
    CredentialRequest key = request.withTenantId(null);
    boolean challenged = key.claims() != null && tokens.peek(key) == null;
    return challenged ? answered(key) : tokens.token(key);
  }

  /** A token that was challenged is of no use any more: the next plain request gets another. */
  private Mono<AccessToken> answered(CredentialRequest key) {
    return tokens.token(key).doOnNext(token -> tokens.forget(key.withClaims(null)));
  }

  /** Returns the token that a request without claims would get, if there is one. */
  private @Nullable AccessToken last(CredentialRequest request) {
    return tokens.peek(request);
  }

  /** Forgets the tokens; later requests fail. The transport is left alone. */
  @Override
  public void close() {
    tokens.close();
  }

  /** Says which identity. Without a word it is the one that the system assigned. */
  public static final class Builder {

    private final HttpTransport transport;
    private Environment environment = Environment.ofProcess();
    private Scheduler blocking = Schedulers.boundedElastic();
    private @Nullable ManagedIdentityId id;
    private @Nullable ArcFolders arc;
    private boolean probe;

    private Builder(HttpTransport transport) {
      this.transport = requireNonNull(transport, "transport");
    }

    /** Means the user-assigned identity of that client id. */
    public Builder clientId(String value) {
      return id(Kind.CLIENT_ID, requireNonNull(value, "clientId"));
    }

    /** Means the user-assigned identity of that object (principal) id. */
    public Builder objectId(String value) {
      return id(Kind.OBJECT_ID, requireNonNull(value, "objectId"));
    }

    /** Means the user-assigned identity of that resource id, {@code /subscriptions/…}. */
    public Builder resourceId(String value) {
      return id(Kind.RESOURCE_ID, requireNonNull(value, "resourceId"));
    }

    private Builder id(Kind kind, String value) {
      if (id != null && id.kind() != kind) {
        throw new IllegalArgumentException(
            "only one of clientId, objectId and resourceId may be given");
      }
      this.id = new ManagedIdentityId(kind, value);
      return this;
    }

    /**
     * Looks for IMDS for a second before it is asked, and takes silence for "not here"; for chains
     * that also run outside of Azure.
     */
    public Builder probe(boolean on) {
      this.probe = on;
      return this;
    }

    /** Reads these variables instead of those of the process. */
    public Builder environment(Environment replacement) {
      this.environment = requireNonNull(replacement, "environment");
      return this;
    }

    /** Looks at the disk there; by default on the bounded elastic scheduler. */
    public Builder blocking(Scheduler replacement) {
      this.blocking = requireNonNull(replacement, "blocking");
      return this;
    }

    /**
     * Looks for the Azure Arc agent elsewhere.
     *
     * @param agent the executable
     * @param tokens the folder of its keys
     */
    public Builder arc(Path agent, Path tokens) {
      this.arc =
          new ArcFolders(
              requireNonNull(agent, "agent"),
              requireNonNull(tokens, "tokens"),
              ArcFolders.ENDPOINT);
      return this;
    }

    public ManagedIdentityCredential build() {
      return new ManagedIdentityCredential(this);
    }
  }
}
