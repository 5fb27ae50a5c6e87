// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.session.SecretHash;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes access tokens and tells which are good. A token dies with its family (RFC 7009 section
 * 2.1). Signs and verifies on the thread of the caller. Thread-safe.
 */
final class AccessTokens {

  /** Claim that names the refresh token family. */
  static final String FAMILY = "sid";

  private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");

  /** A token and what must be durable before it is handed out. */
  record Made(String token, List<Row> rows) {}

  private final SigningKeys keys;
  private final boolean opaque;
  private final Codes codes;
  private final RefreshFamilies families;
  private final Clock clock;
  private final AuthorityStore store;
  private final ConcurrentMap<String, Opaque> opaqueByHash = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Instant> revoked = new ConcurrentHashMap<>();
  private final Rounds<Opaque> opaqueRounds = new Rounds<>(opaqueByHash);
  private final Rounds<Instant> revokedRounds = new Rounds<>(revoked);

  /** Claims as JSON, and when they end. */
  private record Opaque(String claims, Instant expiresAt) {

    static Opaque of(String claims) {
      return new Opaque(claims, parse(claims).getExpirationTime().toInstant());
    }

    static JWTClaimsSet parse(String claims) {
      try {
        return JWTClaimsSet.parse(claims);
      } catch (ParseException e) {
        throw new IllegalStateException("a stored access token can not be read", e);
      }
    }
  }

  AccessTokens(
      SigningKeys keys,
      boolean opaque,
      Codes codes,
      RefreshFamilies families,
      Clock clock,
      AuthorityStore store) {
    this.keys = keys;
    this.opaque = opaque;
    this.codes = codes;
    this.families = families;
    this.clock = clock;
    this.store = store;
  }

  void restore(List<Row> opaqueTokens, List<Row> revocations) {
    opaqueTokens.forEach(row -> opaqueByHash.put(row.id(), Opaque.of(row.value(String.class))));
    revocations.forEach(row -> revoked.put(row.id(), row.value(Instant.class)));
  }

  Made make(JWTClaimsSet claims) {
    if (!opaque) {
      return new Made(keys.sign(TYPE, claims), List.of());
    }
    var token = codes.secret();
    var hash = SecretHash.of(token).value();
    opaqueByHash.put(hash, new Opaque(claims.toString(), claims.getExpirationTime().toInstant()));
    return new Made(token, List.of(Row.of(Row.Kind.ACCESS_TOKEN, hash, 1, claims.toString())));
  }

  /** Returns the claims of a token that is genuine, not expired and not revoked; else null. */
  @Nullable JWTClaimsSet active(String token) {
    var claims = genuine(token);
    if (claims == null
        || !claims.getExpirationTime().toInstant().isAfter(clock.instant())
        || revoked.containsKey(claims.getJWTID())) {
      return null;
    }
    return claims.getClaim(FAMILY) instanceof String family && families.isRevoked(family)
        ? null
        : claims;
  }

  /** Returns the claims of a token that is ours, whether it is still good or not; else null. */
  @Nullable JWTClaimsSet genuine(String token) {
    var stored = opaqueByHash.get(SecretHash.of(token).value());
    return stored == null ? keys.verified(token, TYPE) : Opaque.parse(stored.claims());
  }

  /** Forgets tokens and revocations that expired, after a look at some; returns what to remove. */
  List<Row> purge(Instant now) {
    var rows = new ArrayList<Row>();
    opaqueRounds
        .forget((hash, token) -> !token.expiresAt().isAfter(now))
        .forEach(hash -> rows.add(Row.removed(Row.Kind.ACCESS_TOKEN, hash, 2)));
    revokedRounds
        .forget((id, end) -> !end.isAfter(now))
        .forEach(id -> rows.add(Row.removed(Row.Kind.REVOKED_TOKEN, id, 2)));
    return rows;
  }

  /** Revokes this token alone; completes when that is durable. */
  Mono<Void> revoke(JWTClaimsSet claims) {
    var end = claims.getExpirationTime().toInstant();
    revoked.put(claims.getJWTID(), end);
    return store.write(List.of(Row.of(Row.Kind.REVOKED_TOKEN, claims.getJWTID(), 1, end)));
  }
}
