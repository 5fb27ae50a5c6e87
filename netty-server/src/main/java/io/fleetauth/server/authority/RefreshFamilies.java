// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.AuthorityConfig.Lifetimes;
import io.fleetauth.server.authority.RefreshFamily.Turn;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** All refresh token families, in memory; the callers write the rows. Thread-safe. */
final class RefreshFamilies {

  /** A decided use of a refresh token; {@code before} undoes it. */
  record Turned(RefreshFamily before, Turn turn) {}

  private final ConcurrentMap<String, RefreshFamily> families = new ConcurrentHashMap<>();
  private final Rounds<RefreshFamily> rounds = new Rounds<>(families);
  private final RefreshTokens tokens;
  private final Lifetimes lifetimes;
  private final Codes codes;
  private final Clock clock;
  private final AuthorityStore store;
  private final Ledger ledger;

  RefreshFamilies(
      RefreshTokens tokens,
      Lifetimes lifetimes,
      Codes codes,
      Clock clock,
      AuthorityStore store,
      Ledger ledger) {
    this.tokens = tokens;
    this.lifetimes = lifetimes;
    this.codes = codes;
    this.clock = clock;
    this.store = store;
    this.ledger = ledger;
  }

  void restore(List<Row> rows) {
    rows.stream()
        .map(row -> row.value(RefreshFamily.class))
        .forEach(family -> families.put(family.id(), family));
  }

  /** Starts a family that is not yet durable. Draws random numbers on this thread. */
  RefreshFamily start(String clientId, String tenantId, String user, String scope) {
    var id = HexFormat.of().formatHex(codes.bytes(RefreshTokens.FAMILY_BYTES));
    var now = clock.instant();
    var family = new RefreshFamily(id, 1, 1, clientId, tenantId, user, scope, now, now, false);
    families.put(id, family);
    return family;
  }

  String token(RefreshFamily family) {
    return tokens.token(family.id(), family.generation());
  }

  /** Returns the family of a genuine token, or null. */
  @Nullable RefreshFamily find(String token) {
    var name = tokens.read(token);
    return name == null ? null : families.get(name.family());
  }

  /** Returns whether this very token would be accepted now. */
  boolean isActive(String token) {
    var name = tokens.read(token);
    var family = name == null ? null : families.get(name.family());
    return name != null
        && family != null
        && family.turned(name.generation(), clock.instant(), lifetimes).refusal() == null;
  }

  /** Returns the family, or null when it is forgotten. */
  @Nullable RefreshFamily get(String familyId) {
    return families.get(familyId);
  }

  boolean isRevoked(String familyId) {
    var family = families.get(familyId);
    return family == null || family.revoked();
  }

  /** Uses a token: one compare-and-set, so of concurrent uses exactly one rotates it. */
  Turned turn(String token, String clientId, String tenantId) {
    var name = tokens.read(token);
    while (name != null) {
      var before = families.get(name.family());
      if (before == null
          || !before.clientId().equals(clientId)
          || !before.tenantId().equals(tenantId)) {
        break;
      }
      var turn = before.turned(name.generation(), clock.instant(), lifetimes);
      if (turn.next().equals(before) || families.replace(before.id(), before, turn.next())) {
        return new Turned(before, turn);
      }
    }
    throw new RefusedException(
        Refusal.REFRESH_TOKEN_INVALID, "The refresh token is not valid for this client.");
  }

  /** Takes a turn back that could not be made durable. */
  void undo(Turned turned) {
    var next = turned.turn().next();
    families.replace(next.id(), next, turned.before().at(next.version()));
  }

  void forget(RefreshFamily family) {
    families.remove(family.id(), family);
  }

  /**
   * Forgets families of which no token can be good any more, after a look at some; returns what to
   * remove. A revoked one is kept as long, so that its tokens explain themselves.
   */
  List<Row> purge(Instant now) {
    return rounds.forget((id, family) -> family.isOver(now, lifetimes)).stream()
        .map(id -> Row.removed(Row.Kind.REFRESH_FAMILY, id, Long.MAX_VALUE))
        .toList();
  }

  /** Revokes all tokens of the family; completes when that is durable. */
  Mono<Void> revoke(RefreshFamily family) {
    var next =
        families.computeIfPresent(family.id(), (id, now) -> now.revoked() ? now : revoked(now));
    return next == null ? Mono.empty() : store.write(List.of(next.row()));
  }

  private RefreshFamily revoked(RefreshFamily family) {
    ledger.count(Ledger.Entry.FAMILIES_REVOKED);
    return family.revokedNow();
  }
}
