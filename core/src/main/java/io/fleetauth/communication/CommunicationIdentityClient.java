// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static java.util.Objects.requireNonNull;

import io.fleetauth.credential.Credential;
import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.CredentialService;
import io.fleetauth.http.HttpService;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.Retries;
import io.fleetauth.http.ServiceAnswer;
import io.fleetauth.http.ServiceCall;
import io.fleetauth.http.ServiceRequest;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Asks the identity service of a Communication resource. Its calls give the value, or with {@code
 * response()} the status and the headers beside it. Holds no state and nothing to close: the
 * connections are those of the transport. Thread-safe.
 *
 * <p>Requests are repeated as {@link Retries} say, also those that make users: when an answer is
 * lost, a user may be left that nobody knows of, because the service can not recognise a
 * repetition.
 */
public final class CommunicationIdentityClient implements CommunicationIdentities {

  /** The version of the API that is asked unless another is chosen. */
  public static final String DEFAULT_API_VERSION = "2023-10-01";

  /** The scope of tokens that open Communication resources; the two slashes are part of it. */
  public static final String SCOPE = "https://communication.azure.com//.default";

  private static final String IDENTITIES = "/identities";
  private static final Set<Integer> OK = Set.of(200);
  private static final Set<Integer> CREATED = Set.of(201);
  private static final Set<Integer> CREATED_OR_FOUND = Set.of(200, 201);
  private static final int NO_CONTENT = 204;

  private final CommunicationEndpoint endpoint;
  private final ApiVersion version;
  private final Clock clock;

  private CommunicationIdentityClient(
      CommunicationEndpoint endpoint, ApiVersion version, Clock clock) {
    this.endpoint = endpoint;
    this.version = version;
    this.clock = clock;
  }

  /** Starts the description of one that asks over {@code transport}, which it never closes. */
  public static Builder builder(HttpTransport transport) {
    return new Builder(transport);
  }

  @Override
  public ServiceCall<CommunicationUserIdentifier> createUser() {
    return endpoint.call(creation(Map.of()), CREATED, IdentityAnswers::identifier);
  }

  @Override
  public ServiceCall<CommunicationUser> createUser(String externalId) {
    String name = version.externalId();
    return endpoint.call(
        creation(Map.of(name, requireNonNull(externalId, "externalId"))),
        CREATED_OR_FOUND,
        answer -> IdentityAnswers.user(answer.json().requiredObject("identity"), name));
  }

  @Override
  public ServiceCall<CommunicationUserToken<CommunicationUserIdentifier>> createUserAndToken(
      Scopes scopes, @Nullable Duration expiresIn) {
    return endpoint.call(
        creation(wanted("createTokenWithScopes", scopes, expiresIn)),
        CREATED,
        answer -> IdentityAnswers.userToken(answer, scopes, clock.instant()));
  }

  private ServiceRequest creation(Map<String, ?> members) {
    return endpoint.request("created identity", "POST", IDENTITIES).json(members);
  }

  @Override
  public ServiceCall<AccessToken> token(
      CommunicationUserIdentifier user, Scopes scopes, @Nullable Duration expiresIn) {
    return endpoint.call(
        endpoint
            .request("communication token", "POST", path(user) + "/:issueAccessToken")
            .json(wanted("scopes", scopes, expiresIn)),
        OK,
        answer -> IdentityAnswers.token(answer.json(), scopes, clock.instant()));
  }

  @Override
  public ServiceCall<Void> revokeTokens(CommunicationUserIdentifier user) {
    return endpoint.callWithoutValue(
        endpoint.request("revocation", "POST", path(user) + "/:revokeAccessTokens"), NO_CONTENT);
  }

  @Override
  public ServiceCall<Void> deleteUser(CommunicationUserIdentifier user) {
    return endpoint.callWithoutValue(
        endpoint.request("deletion", "DELETE", path(user)), NO_CONTENT);
  }

  @Override
  public ServiceCall<AccessToken> tokenForTeamsUser(TeamsUserToken token) {
    var members = new LinkedHashMap<String, String>();
    members.put("token", requireNonNull(token, "token").token());
    if (!version.exchangesTokenOnly()) {
      members.put("appId", token.clientId());
      members.put("userId", token.userObjectId());
    }
    return endpoint.call(
        endpoint
            .request("exchanged token", "POST", "/teamsUser/:exchangeAccessToken")
            .json(members),
        OK,
        answer -> IdentityAnswers.token(answer.json(), Scopes.NONE, clock.instant()));
  }

  @Override
  public ServiceCall<CommunicationUser> user(CommunicationUserIdentifier user) {
    String name = version.externalId();
    return endpoint.call(
        endpoint.request("identity", "GET", path(user)),
        OK,
        answer -> IdentityAnswers.user(answer.json(), name));
  }

  private static Map<String, ?> wanted(String name, Scopes scopes, @Nullable Duration expiresIn) {
    var members = new LinkedHashMap<String, Object>();
    members.put(name, List.copyOf(requireNonNull(scopes, "scopes").values()));
    if (expiresIn != null) {
      members.put("expiresInMinutes", minutes(expiresIn));
    }
    return members;
  }

  private static int minutes(Duration expiresIn) {
    long minutes = expiresIn.toMinutes();
    boolean whole = Duration.ofMinutes(minutes).equals(expiresIn);
    if (!whole || minutes <= 0 || minutes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "expiresIn must be whole minutes, 60 to 1440, was " + expiresIn);
    }
    return (int) minutes;
  }

  private static String path(CommunicationUserIdentifier user) {
    String id = requireNonNull(user, "user").id();
    if (id.equals(".") || id.equals("..")) { // would be another path
      throw new IllegalArgumentException("user has no id");
    }
    String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    return IDENTITIES + "/" + encoded;
  }

  /**
   * Says which resource, and how to prove the right to act on it: a connection string, or the
   * endpoint with an access key or a credential. Wrong values are {@code
   * IllegalArgumentException}s, here or when it is built.
   */
  public static final class Builder {

    private final HttpTransport transport;
    private ApiVersion version = new ApiVersion(DEFAULT_API_VERSION);
    private Retries retries = Retries.DEFAULTS;
    private @Nullable URI endpoint;
    private @Nullable AccessKey accessKey;
    private @Nullable Credential credential;

    private Builder(HttpTransport transport) {
      this.transport = requireNonNull(transport, "transport");
    }

    /**
     * Sets endpoint and access key.
     *
     * @param text {@code endpoint=https://…;accesskey=…}, as the portal shows it
     */
    public Builder connectionString(String text) {
      ConnectionString parsed = ConnectionString.parse(text);
      this.accessKey = parsed.accessKey();
      return endpoint(parsed.endpoint());
    }

    /** The address of the resource; https, or a loopback host. */
    public Builder endpoint(URI resource) {
      this.endpoint = requireNonNull(resource, "endpoint");
      return this;
    }

    /** Signs with the key, and with what it is later replaced by. */
    public Builder accessKey(AccessKey key) {
      this.accessKey = requireNonNull(key, "accessKey");
      return this;
    }

    /** Shows tokens of the credential, for the scope {@link #SCOPE}. */
    public Builder credential(Credential tokens) {
      this.credential = requireNonNull(tokens, "credential");
      return this;
    }

    /** Asks another version of the API than {@link #DEFAULT_API_VERSION}. */
    public Builder apiVersion(String date) {
      this.version = new ApiVersion(date);
      return this;
    }

    /** How often requests are tried again; {@link Retries#DEFAULTS} by default. */
    public Builder retries(Retries replacement) {
      this.retries = requireNonNull(replacement, "retries");
      return this;
    }

    public CommunicationIdentityClient build() {
      if (endpoint == null) {
        throw new IllegalArgumentException("endpoint is required");
      }
      var asked = new CommunicationEndpoint(service(), endpoint, version);
      return new CommunicationIdentityClient(asked, version, transport.clock());
    }

    private Function<ServiceRequest, Mono<ServiceAnswer>> service() {
      if (accessKey != null && credential != null) {
        throw new IllegalArgumentException("accessKey and credential: only one may be given");
      }
      HttpService service = transport.service(retries);
      if (accessKey != null) {
        var signer = new AccessKeySigner(accessKey, transport.clock());
        return request -> service.send(request, signer);
      }
      if (credential == null) {
        throw new IllegalArgumentException("accessKey or credential is required");
      }
      var wanted = CredentialRequest.of(SCOPE).withContinuousAccess(true);
      return new CredentialService(service, credential, wanted)::send;
    }
  }
}
