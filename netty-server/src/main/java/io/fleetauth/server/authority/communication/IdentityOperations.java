// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

import io.fleetauth.server.authority.communication.Identities.Found;
import io.fleetauth.server.authority.communication.Operations.Asked;
import io.fleetauth.server.reply.Reply;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** What can be done with identities. Answers on worker threads; thread-safe. */
final class IdentityOperations {

  private final Identities identities;
  private final CommunicationTokens tokens;
  private final Clock clock;

  IdentityOperations(Identities identities, CommunicationTokens tokens, Clock clock) {
    this.identities = identities;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** {@code POST /identities}: 201, or 200 when the external id has its identity already. */
  Mono<Reply> create(CommunicationResource resource, Asked asked) {
    var body = asked.members();
    var scopes = body.scopes("createTokenWithScopes");
    var lifetime = body.lifetime();
    boolean preview = ApiVersions.PREVIEWS.all().contains(asked.version());
    var externalId = preview ? body.externalId() : null;
    var now = clock.instant();
    return identities
        .create(resource, externalId, scopes.isEmpty() ? null : now)
        .map(found -> created(found, asked, scopes, now, now.plus(lifetime)));
  }

  private Reply created(
      Found found, Asked asked, List<String> scopes, Instant now, Instant expiresOn) {
    var body = new LinkedHashMap<String, Object>();
    body.put("identity", described(found.identity(), asked.version(), false));
    if (!scopes.isEmpty()) {
      body.put("accessToken", tokens.issue(found.identity(), scopes, now, expiresOn));
    }
    return Operations.json(found.created() ? 201 : 200, body);
  }

  private static Map<String, Object> described(Identity identity, String version, boolean whole) {
    var described = new LinkedHashMap<String, Object>();
    described.put("id", identity.id());
    if (identity.externalId() != null) {
      var member = version.equals(ApiVersions.CUSTOM_ID) ? "customId" : "externalId";
      described.put(member, identity.externalId());
    }
    if (whole && identity.lastTokenIssuedAt() != null) {
      described.put("lastTokenIssuedAt", CommunicationTokens.time(identity.lastTokenIssuedAt()));
    }
    return described;
  }

  /** {@code POST /identities/{id}/:issueAccessToken}. */
  Mono<Reply> issueToken(CommunicationResource resource, Asked asked) {
    var body = asked.members();
    var scopes = body.requiredScopes();
    var lifetime = body.lifetime();
    var now = clock.instant();
    return identities
        .tokenIssued(resource, asked.identity(), now)
        .map(identity -> tokens.issue(identity, scopes, now, now.plus(lifetime)))
        .map(token -> Operations.json(200, token));
  }

  /** {@code POST /identities/{id}/:revokeAccessTokens}. */
  Mono<Reply> revokeTokens(CommunicationResource resource, Asked asked) {
    return identities.revoke(resource, asked.identity()).thenReturn(Reply.noContent());
  }

  /** {@code DELETE /identities/{id}}. */
  Mono<Reply> delete(CommunicationResource resource, Asked asked) {
    return identities.delete(resource, asked.identity()).thenReturn(Reply.noContent());
  }

  /** {@code GET /identities/{id}}, of the previews. */
  Mono<Reply> get(CommunicationResource resource, Asked asked) {
    identities.requireOwned(resource, asked.identity());
    return Mono.justOrEmpty(identities.find(resource, asked.identity()))
        .map(identity -> Operations.json(200, described(identity, asked.version(), true)));
  }
}
