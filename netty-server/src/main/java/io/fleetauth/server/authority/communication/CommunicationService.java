// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.server.authority.service.ActiveTokens;
import io.fleetauth.server.authority.service.ServiceKey;
import io.fleetauth.server.reply.Router.CallHandler;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * The identity service of communication resources: makes identities, issues and revokes their
 * tokens, and exchanges tokens of people. Callers show a signature of an access key, or an access
 * token of the authority for {@code https://communication.azure.com/}. Thread-safe.
 */
public final class CommunicationService {

  private final Operations operations;
  private final IdentityOperations identities;
  private final ExchangeOperations exchanges;
  private final CommunicationTokens tokens;

  /**
   * What the service takes from its surroundings.
   *
   * @param entra recognises the access tokens of the authority
   * @param ownHosts names of this server beside what {@code Host} says, with and without port
   * @param applicationIds tells the GUID of an OAuth client whose id is none
   * @param random used on {@code workers} only
   * @param workers where signatures are made and verified
   */
  public record Surroundings(
      ActiveTokens entra,
      ServiceKey key,
      IdentityStore store,
      Set<String> ownHosts,
      UnaryOperator<String> applicationIds,
      Clock clock,
      RandomGenerator random,
      Scheduler workers) {}

  /**
   * @param resources at least one
   * @param stored identities of earlier starts
   * @param most identities that are kept at a time
   */
  public CommunicationService(
      List<CommunicationResource> resources,
      Collection<Identity> stored,
      int most,
      Surroundings around) {
    var all = new Identities(stored, around.store(), around.random(), most);
    var callers =
        new CommunicationCallers(resources, around.ownHosts(), around.entra(), around.clock());
    this.tokens = new CommunicationTokens(around.key(), all, around.clock());
    this.operations = new Operations(callers, around.workers());
    this.identities = new IdentityOperations(all, tokens, around.clock());
    this.exchanges =
        new ExchangeOperations(
            callers, around.entra(), all, tokens, around.applicationIds(), around.clock());
  }

  /** {@code POST /identities}. */
  public CallHandler create() {
    return operations.owned(ApiVersions.IDENTITIES, false, identities::create);
  }

  /** {@code GET /identities/{id}}. */
  public CallHandler get() {
    return operations.owned(ApiVersions.PREVIEWS, true, identities::get);
  }

  /** {@code DELETE /identities/{id}}. */
  public CallHandler delete() {
    return operations.owned(ApiVersions.IDENTITIES, true, identities::delete);
  }

  /** {@code POST /identities/{id}/:issueAccessToken}. */
  public CallHandler issueToken() {
    return operations.owned(ApiVersions.IDENTITIES, true, identities::issueToken);
  }

  /** {@code POST /identities/{id}/:revokeAccessTokens}. */
  public CallHandler revokeTokens() {
    return operations.owned(ApiVersions.IDENTITIES, true, identities::revokeTokens);
  }

  /** {@code POST /teamsUser/:exchangeAccessToken}. */
  public CallHandler teamsUser() {
    return operations.owned(ApiVersions.TEAMS_USER, false, exchanges::teamsUser);
  }

  /** {@code POST /access/teamsExtension/:exchangeAccessToken}. */
  public CallHandler teamsExtension() {
    return operations.open(ApiVersions.EXTENSION_EXCHANGE, false, exchanges::teamsExtension);
  }

  /** {@code POST /access/entra/:exchangeAccessToken}. */
  public CallHandler entraUser() {
    return operations.open(ApiVersions.ENTRA_EXCHANGE, false, exchanges::entraUser);
  }

  /** Returns the claims of a token that this service issued and that is in force, else null. */
  public @Nullable JWTClaimsSet active(String token) {
    return tokens.active(token);
  }
}
