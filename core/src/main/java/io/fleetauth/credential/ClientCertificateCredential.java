// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.util.Objects.requireNonNull;

import io.fleetauth.endpoint.TokenRequest.ClientCredentialsGrant;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.AccessToken;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A program that proves itself by a certificate, RFC 7523 section 2.2. Thread-safe. */
public final class ClientCertificateCredential implements Credential, AutoCloseable {

  private final AuthorityTokens tokens;

  private ClientCertificateCredential(AuthorityTokens tokens) {
    this.tokens = tokens;
  }

  /** Starts the description of one that asks over {@code transport}, which it never closes. */
  public static Builder builder(HttpTransport transport) {
    return new Builder(transport);
  }

  @Override
  public Mono<AccessToken> token(CredentialRequest request) {
    return tokens.token(request);
  }

  /** Forgets its tokens; later calls fail. */
  @Override
  public void close() {
    tokens.close();
  }

  /** Gathers what the credential needs. */
  public static final class Builder extends OAuthCredentialBuilder<Builder> {

    private @Nullable CertificateSource source;
    private AssertionSignature signature = AssertionSignature.PS256;
    private boolean withChain;
    private Scheduler blocking = Schedulers.boundedElastic();

    private Builder(HttpTransport transport) {
      super(transport);
    }

    @Override
    Builder self() {
      return this;
    }

    public Builder certificate(ClientCertificate certificate) {
      this.source = new CertificateSource(requireNonNull(certificate, "certificate"), null, null);
      return this;
    }

    /** Like {@link #certificateFile(Path, String)}, for a file without a password. */
    public Builder certificateFile(Path file) {
      return certificateFile(file, null);
    }

    /**
     * A PEM or PKCS#12 file; read when a token is asked for, and then each time anew, so that a
     * renewed certificate is used. {@link CredentialUnavailableException} when it is not there.
     */
    public Builder certificateFile(Path file, @Nullable String password) {
      this.source = new CertificateSource(null, requireNonNull(file, "file"), password);
      return this;
    }

    /** How to sign; {@link AssertionSignature#PS256} by default. */
    public Builder signature(AssertionSignature how) {
      this.signature = requireNonNull(how, "signature");
      return this;
    }

    /** Sends the chain along, for servers that know the certificate by subject name and issuer. */
    public Builder sendCertificateChain(boolean send) {
      this.withChain = send;
      return this;
    }

    /** Where to read files and to sign; a pool of Reactor for blocking work by default. */
    public Builder blocking(Scheduler scheduler) {
      this.blocking = requireNonNull(scheduler, "blocking");
      return this;
    }

    public ClientCertificateCredential build() {
      var repetition = Repetition.of(transport);
      return new ClientCertificateCredential(
          tokens(
              authentication(client().clientId()),
              (server, request, claims) ->
                  repetition.redeem(
                      server, new ClientCredentialsGrant(request.scopes()).withClaims(claims))));
    }

    private CertificateAuthentication authentication(String clientId) {
      var certificate = required(source, "certificate").on(blocking);
      return new CertificateAuthentication(
          clientId, certificate, signature, withChain, transport.clock());
    }
  }
}
