// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static java.util.Objects.requireNonNull;

import io.fleetauth.credential.Credential;
import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.CredentialService;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.Retries;
import io.fleetauth.http.ServiceCall;
import io.fleetauth.http.ServiceRequest;
import io.fleetauth.oauth.Scopes;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/**
 * Exchanges tokens of Microsoft Entra for tokens of a Communication resource, for persons who sign
 * in with Entra: as users of the resource (a preview of the API), or of Teams with the resource as
 * its extension. Holds no state and nothing to close. Thread-safe.
 */
public final class EntraTokenExchange {

  /** The scope for users of the resource. */
  public static final String DEFAULT_SCOPE = "https://communication.azure.com/clients/.default";

  private static final String CLIENTS = "https://communication.azure.com/clients/";
  private static final Set<String> TEAMS =
      Set.of(
          "https://auth.msft.communication.azure.com/",
          "https://auth.msft.communication.azure.us/");
  private static final Set<Integer> OK = Set.of(200);

  private final CommunicationEndpoint endpoint;
  private final ServiceRequest request;
  private final Clock clock;

  private EntraTokenExchange(CommunicationEndpoint endpoint, ServiceRequest request, Clock clock) {
    this.endpoint = endpoint;
    this.request = request;
    this.clock = clock;
  }

  /**
   * @param transport whose connections and time are used
   * @param resource the address of the resource; https, or a loopback host
   * @param person signs the person in
   * @param scopes what to ask the credential for: all below {@code
   *     https://communication.azure.com/clients/}, or all below {@code
   *     https://auth.msft.communication.azure.com/} (or {@code .us}) for users of Teams
   * @throws IllegalArgumentException when they are neither; the message names them
   */
  public static EntraTokenExchange create(
      HttpTransport transport, URI resource, Credential person, Scopes scopes) {
    boolean teams = isForTeams(scopes);
    var wanted = new CredentialRequest(scopes, null, null, true);
    var service = new CredentialService(transport.service(Retries.DEFAULTS), person, wanted);
    var endpoint =
        new CommunicationEndpoint(
            service::send, resource, new ApiVersion(teams ? "2025-06-30" : "2025-03-02-preview"));
    String path = "/access/" + (teams ? "teamsExtension" : "entra") + "/:exchangeAccessToken";
    ServiceRequest request = endpoint.request("exchanged token", "POST", path).json(Map.of());
    return new EntraTokenExchange(endpoint, request, transport.clock());
  }

  private static boolean isForTeams(Scopes scopes) {
    Set<String> values = requireNonNull(scopes, "scopes").values();
    boolean teams = values.stream().allMatch(scope -> TEAMS.stream().anyMatch(scope::startsWith));
    if (!teams && !values.stream().allMatch(scope -> scope.startsWith(CLIENTS))) {
      throw new IllegalArgumentException(
          "scopes must all start with " + CLIENTS + ", or all with one of " + TEAMS);
    }
    return teams;
  }

  /**
   * Returns the call that exchanges the person's token. Errors are those of {@link
   * CommunicationIdentities}.
   */
  public ServiceCall<CommunicationUserToken<CommunicationIdentifier>> exchange() {
    return endpoint.call(
        request, OK, answer -> IdentityAnswers.exchanged(answer, Scopes.NONE, clock.instant()));
  }
}
