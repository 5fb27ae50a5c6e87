// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.server.authority.communication.Operations.Asked;
import io.fleetauth.server.authority.service.ActiveTokens;
import io.fleetauth.server.authority.service.ServiceException;
import io.fleetauth.server.reply.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/** Exchanges of a person's access token for one of the service. Answers on worker threads. */
final class ExchangeOperations {

  private static final String TEAMS_AUDIENCE = "https://auth.msft.communication.azure.com";
  private static final String CLIENTS_AUDIENCE = CommunicationCallers.AUDIENCE + "/clients";
  private static final String TOKEN_ONLY = "2021-10-31-preview"; // and what was before it
  private static final List<String> DEFAULT_SCOPES = List.of("chat", "voip");
  private static final Duration LIFE = Duration.ofDays(1);
  private static final Pattern GUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final CommunicationCallers callers;
  private final ActiveTokens entra;
  private final Identities identities;
  private final CommunicationTokens tokens;
  private final UnaryOperator<String> applicationIds;
  private final Clock clock;

  /**
   * @param applicationIds tells the GUID of a client whose id is none
   */
  ExchangeOperations(
      CommunicationCallers callers,
      ActiveTokens entra,
      Identities identities,
      CommunicationTokens tokens,
      UnaryOperator<String> applicationIds,
      Clock clock) {
    this.callers = callers;
    this.entra = entra;
    this.identities = identities;
    this.tokens = tokens;
    this.applicationIds = applicationIds;
    this.clock = clock;
  }

  /** {@code POST /teamsUser/:exchangeAccessToken}. */
  Mono<Reply> teamsUser(CommunicationResource resource, Asked asked) {
    var body = asked.members();
    boolean whole = asked.version().compareTo(TOKEN_ONLY) > 0;
    if (whole) {
      requireGuid(body.text("appId"), "AppId");
      requireGuid(body.text("userId"), "UserId");
    }
    var claims = entra.active(body.text("token"));
    if (claims == null || !CommunicationCallers.isFor(claims, TEAMS_AUDIENCE)) {
      throw ServiceException.of(401, "InvalidAccessToken", "Provided access token is not valid.");
    }
    var oid = String.valueOf(claims.getClaim("oid"));
    if (whole) {
      requireApplication(claims, body.text("appId"));
      requireUser(oid, body.text("userId"));
    }
    var end = claims.getExpirationTime().toInstant();
    return Mono.fromSupplier(
        () -> Operations.json(200, tokens.issueToTeamsUser(resource, oid, DEFAULT_SCOPES, end)));
  }

  /** The messages differ in the case of the target, as those of the service do. */
  private static void requireGuid(String value, String name) {
    if (value.isEmpty()) {
      throw RequestBody.invalid(name + ": The " + name + " field is required.", name);
    }
    if (!GUID.matcher(value).matches()) {
      throw RequestBody.invalid("Provided " + name + " has invalid format.", target(name));
    }
  }

  private static String target(String name) {
    return name.equals("AppId") ? "appId" : "userId";
  }

  private void requireApplication(JWTClaimsSet claims, String appId) {
    var client = String.valueOf(claims.getClaim("azp"));
    if (!appId.equalsIgnoreCase(client) && !appId.equalsIgnoreCase(applicationIds.apply(client))) {
      throw RequestBody.invalid("AAD application is not the expected one.", "appId");
    }
  }

  private static void requireUser(String oid, String userId) {
    if (!userId.equalsIgnoreCase(oid)) {
      throw RequestBody.invalid("AAD user is not the expected one.", "userId");
    }
  }

  /** {@code POST /access/teamsExtension/:exchangeAccessToken}: the identity has three parts. */
  Mono<Reply> teamsExtension(Asked asked) {
    var person = callers.person(asked.bearer(), TEAMS_AUDIENCE);
    var resource = called(asked);
    var id = resource.prefix() + person.getClaim("tid") + "_" + person.getClaim("oid");
    return exchanged(resource, id, DEFAULT_SCOPES);
  }

  /** {@code POST /access/entra/:exchangeAccessToken}: an identity of the person's own. */
  Mono<Reply> entraUser(Asked asked) {
    var person = callers.person(asked.bearer(), CLIENTS_AUDIENCE);
    var resource = called(asked);
    var name = resource.id() + " " + person.getClaim("tid") + " " + person.getClaim("oid");
    var user = UUID.nameUUIDFromBytes(name.getBytes(UTF_8));
    return exchanged(resource, resource.prefix() + user, scopes(person));
  }

  private CommunicationResource called(Asked asked) {
    asked.members(); // only to refuse what is no JSON
    return callers.called(asked.signed().host()).get(0);
  }

  private static List<String> scopes(JWTClaimsSet person) {
    var asked = String.valueOf(person.getClaim("scp")).toLowerCase(Locale.ROOT);
    var known =
        Arrays.stream(asked.split(" ", -1))
            .filter(scope -> scope.startsWith("chat") || scope.startsWith("voip"))
            .toList();
    return known.isEmpty() ? DEFAULT_SCOPES : known;
  }

  private Mono<Reply> exchanged(CommunicationResource resource, String id, List<String> scopes) {
    var now = clock.instant();
    return identities
        .ensure(resource, id, null, now)
        .map(found -> exchanged(found.identity(), scopes, now));
  }

  private Reply exchanged(Identity identity, List<String> scopes, Instant now) {
    var body = new LinkedHashMap<String, Object>();
    body.put("identity", Map.of("id", identity.id()));
    body.put("accessToken", tokens.issue(identity, scopes, now, now.plus(LIFE)));
    return Operations.json(200, body);
  }
}
