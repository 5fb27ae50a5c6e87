// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.mixedreality;

import static java.util.Objects.requireNonNull;

import io.fleetauth.credential.Credential;
import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.CredentialService;
import io.fleetauth.http.HttpService;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.RequestSigner;
import io.fleetauth.http.Response;
import io.fleetauth.http.Retries;
import io.fleetauth.http.ServiceAnswer;
import io.fleetauth.http.ServiceRequest;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.token.RefreshPolicy;
import io.fleetauth.token.RenewalContext;
import io.fleetauth.token.RenewedTokens;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Exchanges the credentials of a Mixed Reality account for an access token of the Mixed Reality
 * services: {@code GET /Accounts/{id}/token}. The token lives 24 hours; it is kept in memory,
 * renewed ahead of its expiry, and got by one request however many wait for it.
 *
 * <p>Errors of all calls: {@code ServiceException} (the service refused, or was still too busy
 * after the last try), {@code MalformedResponseException} (an answer that holds no token, or an
 * expired one), {@code IOException} (no answer), those of the credential, {@link
 * EngineClosedException} after {@link #close}. For a while after an error {@link #token()} tells it
 * again without asking.
 *
 * <p>Thread-safe; one is enough for an account. It is a {@link Credential}, so that what needs the
 * token can take any, a lambda in a test for example.
 */
public final class MixedRealityStsClient implements Credential, AutoCloseable {

  /** The only version of the service that ever was. */
  public static final String API_VERSION = "2019-02-28-preview";

  private final UUID accountId;
  private final URI endpoint;
  private final Mono<Response<AccessToken>> exchange;
  private final @Nullable Mono<AccessToken> given;
  private final RenewedTokens<UUID> kept;
  private volatile boolean closed;

  private MixedRealityStsClient(Builder builder) {
    this.accountId = required(builder.accountId, "accountId");
    this.endpoint = builder.endpoint();
    this.exchange = builder.exchange(accountId, endpoint);
    this.given = builder.accessToken == null ? null : Mono.just(builder.accessToken);
    HttpTransport transport = builder.transport;
    this.kept =
        new RenewedTokens<>(
            RenewalContext.of(transport.clock(), transport.timer(), transport.jitter())
                .withPolicy(builder.policy),
            account -> exchange.map(Response::value));
  }

  /** Starts the description of one that asks over {@code transport}, which it never closes. */
  public static Builder builder(HttpTransport transport) {
    return new Builder(transport);
  }

  public UUID accountId() {
    return accountId;
  }

  /** Returns the address of the service, without a slash at its end. */
  public URI endpoint() {
    return endpoint;
  }

  /**
   * Emits a valid token, from memory as a rule; the access token that was given as it is. May be
   * kept: each subscription looks at the time.
   */
  public Mono<AccessToken> token() {
    return given == null ? kept.token(accountId) : given;
  }

  /** Like {@link #token()}, whatever is requested: an account has but one token. */
  @Override
  public Mono<AccessToken> token(CredentialRequest request) {
    return token();
  }

  /**
   * Emits a valid token, then each next one ahead of the expiry of the last; the access token that
   * was given, and no other. Ends with the error of a token that can not be had.
   */
  public Flux<AccessToken> tokens() {
    return given == null ? kept.tokens(accountId) : given.flux();
  }

  /**
   * Emits a token that is got anew, for one that was refused before its time; joins a request under
   * way.
   */
  public Mono<AccessToken> renew() {
    return given == null ? kept.renew(accountId) : given;
  }

  /**
   * Emits what the service answers to a request of its own, also an expired token; the token in
   * memory stays as it is. Fails with {@code IllegalStateException} when an access token was given:
   * nobody is asked then.
   */
  public Mono<Response<AccessToken>> tokenResponse() {
    return Mono.defer(() -> closed ? Mono.error(new EngineClosedException()) : exchange);
  }

  /**
   * Forgets the token and renews none; later calls fail, unless an access token was given. The
   * transport is left alone.
   */
  @Override
  public void close() {
    closed = true;
    kept.close();
  }

  private static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is required");
    }
    return value;
  }

  /**
   * Gathers what the client needs: the account, where the service is, and one proof of who asks.
   * Wrong values are {@code IllegalArgumentException}s that name the argument, here or when it is
   * built; nothing is asked before the first token. Not thread-safe.
   */
  public static final class Builder {

    /** A key goes into a header as it is. */
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]+");

    private final HttpTransport transport;
    private @Nullable UUID accountId;
    private @Nullable URI ofDomain;
    private @Nullable URI explicit;
    private @Nullable String accountKey;
    private @Nullable Credential credential;
    private @Nullable AccessToken accessToken;
    private StsScope scope = StsScope.PUBLIC_SERVICE;
    private String apiVersion = API_VERSION;
    private Retries retries = Retries.DEFAULTS;
    private RefreshPolicy policy = RefreshPolicy.WHILE_USED;

    private Builder(HttpTransport transport) {
      this.transport = requireNonNull(transport, "transport");
    }

    public Builder accountId(UUID id) {
      this.accountId = StsEndpoint.accountId(requireNonNull(id, "accountId"));
      return this;
    }

    /** The account's id as 36 characters. */
    public Builder accountId(String id) {
      this.accountId = StsEndpoint.accountId(requireNonNull(id, "accountId"));
      return this;
    }

    /** Asks {@code https://sts.<domain>}, {@code mixedreality.azure.com} for example. */
    public Builder accountDomain(String domain) {
      this.ofDomain = StsEndpoint.ofDomain(requireNonNull(domain, "accountDomain"));
      return this;
    }

    /** Asks there instead; https, or a loopback host. */
    public Builder endpoint(URI uri) {
      this.explicit = StsEndpoint.checked(requireNonNull(uri, "endpoint"));
      return this;
    }

    /** Proves the caller by one of the two keys of the account, as the portal shows it. */
    public Builder accountKey(String key) {
      if (!KEY.matcher(requireNonNull(key, "accountKey")).matches()) {
        throw new IllegalArgumentException(
            "accountKey must be visible ASCII characters, and not empty");
      }
      this.accountKey = key;
      return this;
    }

    /** Proves the caller by access tokens; a claims challenge of the service is answered once. */
    public Builder credential(Credential source) {
      this.credential = requireNonNull(source, "credential");
      return this;
    }

    /** Hands on a token of the service that somebody else got, as it is; nobody is asked. */
    public Builder accessToken(AccessToken token) {
      this.accessToken = requireNonNull(token, "accessToken");
      return this;
    }

    /** Which scope the credential is asked for; {@link StsScope#PUBLIC_SERVICE} by default. */
    public Builder scope(StsScope spelling) {
      this.scope = requireNonNull(spelling, "scope");
      return this;
    }

    /** Speaks another version than {@link #API_VERSION}. */
    public Builder apiVersion(String version) {
      this.apiVersion = StsEndpoint.apiVersion(requireNonNull(version, "apiVersion"));
      return this;
    }

    /** How often a call is sent again; {@link Retries#DEFAULTS} by default. */
    public Builder retries(Retries replacement) {
      this.retries = requireNonNull(replacement, "retries");
      return this;
    }

    /** Whether the token is renewed while nobody reads it; by default only while it is in use. */
    public Builder refreshPolicy(RefreshPolicy refresh) {
      this.policy = requireNonNull(refresh, "refreshPolicy");
      return this;
    }

    public MixedRealityStsClient build() {
      return new MixedRealityStsClient(this);
    }

    private URI endpoint() {
      if (ofDomain != null && explicit != null) {
        throw new IllegalArgumentException("give one of accountDomain and endpoint");
      }
      return required(explicit == null ? ofDomain : explicit, "accountDomain or endpoint");
    }

    private Mono<Response<AccessToken>> exchange(UUID account, URI endpoint) {
      requireOneProof();
      if (accessToken != null) {
        return Mono.error(
            () -> new IllegalStateException("accessToken was given, the service is not asked"));
      }
      URI address = StsEndpoint.token(endpoint, account, apiVersion);
      return new StsExchange(address, service(account, endpoint), transport.clock()).token();
    }

    private void requireOneProof() {
      long proofs = Stream.of(accountKey, credential, accessToken).filter(Objects::nonNull).count();
      if (proofs != 1) {
        String only = proofs == 0 ? "" : "only ";
        throw new IllegalArgumentException(
            "give " + only + "one of accountKey, credential and accessToken");
      }
    }

    private Function<ServiceRequest, Mono<ServiceAnswer>> service(UUID account, URI endpoint) {
      HttpService service = transport.service(retries);
      if (credential != null) {
        var wanted = CredentialRequest.of(scope.at(endpoint)).withContinuousAccess(true);
        return new CredentialService(service, credential, wanted)::send;
      }
      Map<String, String> proof = Map.of("Authorization", "Bearer " + account + ":" + accountKey);
      RequestSigner signer = request -> Mono.just(proof);
      return request -> service.send(request, signer);
    }
  }
}
