// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.AuthorityConfig.Lifetimes;
import io.fleetauth.server.authority.CodeGrant.Outcome;
import io.fleetauth.server.authority.CodeGrant.Shown;
import io.fleetauth.server.authority.CodeGrant.State;
import io.fleetauth.session.SecretHash;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * All authorization codes: in memory for reading, in the store before anybody has one. A change is
 * one compare-and-set of an immutable {@link CodeGrant}; thread-safe.
 */
final class CodeGrants {

  /** Codes at a time, those included that are kept to explain themselves. */
  private static final int MOST = 1_000_000;

  private final ConcurrentMap<String, CodeGrant> grants = new ConcurrentHashMap<>();
  private final Rounds<CodeGrant> rounds = new Rounds<>(grants);
  private final Lifetimes lifetimes;
  private final Codes codes;
  private final Clock clock;
  private final AuthorityStore store;

  CodeGrants(Lifetimes lifetimes, Codes codes, Clock clock, AuthorityStore store) {
    this.lifetimes = lifetimes;
    this.codes = codes;
    this.clock = clock;
    this.store = store;
  }

  void restore(List<Row> rows) {
    rows.stream()
        .map(row -> row.value(CodeGrant.class))
        .forEach(grant -> grants.put(grant.id(), grant));
  }

  /**
   * Emits the only copy of a new code once it is durable. Draws random numbers on the subscriber.
   */
  Mono<String> issue(AuthorizationRequest request, String user, Instant signedInAt) {
    return Mono.defer(
        () -> {
          if (grants.size() >= MOST) {
            return Mono.error(
                new RefusedException(Refusal.OVERLOADED, "Too many codes are pending."));
          }
          var code = codes.secret();
          var grant = grant(SecretHash.of(code).value(), request, user, signedInAt);
          grants.put(grant.id(), grant);
          return store
              .write(List.of(grant.row()))
              .doOnError(failure -> grants.remove(grant.id(), grant))
              .thenReturn(code);
        });
  }

  private CodeGrant grant(
      String id, AuthorizationRequest request, String user, Instant signedInAt) {
    return new CodeGrant(
        id,
        1,
        request.client().id(),
        request.tenant().id(),
        request.redirectUri(),
        request.scopes().toString(),
        request.nonce(),
        request.challenge(),
        user,
        signedInAt,
        clock.instant().plus(lifetimes.authorizationCode()),
        State.ISSUED,
        null);
  }

  @Nullable CodeGrant find(String code) {
    return grants.get(SecretHash.of(code).value());
  }

  /**
   * Decides who shows the code: of concurrent ones the first. A redemption is not durable: the
   * caller writes it with the tokens' rows, or calls {@link #undo}.
   *
   * @param family to be remembered when tokens are given
   */
  Outcome show(CodeGrant grant, Shown shown, String family) {
    var before = grant;
    while (true) {
      var outcome = before.shown(shown, family, clock.instant());
      if (outcome.next().equals(before) || grants.replace(before.id(), before, outcome.next())) {
        return outcome;
      }
      var now = grants.get(before.id());
      if (now == null) {
        return new Outcome(before, Refusal.CODE_INVALID);
      }
      before = now;
    }
  }

  void undo(CodeGrant redeemed) {
    grants.replace(redeemed.id(), redeemed, redeemed.issuedAgain());
  }

  /**
   * Forgets codes, after a look at some; returns what to remove. One is kept for the life of an
   * access token longer, so that showing it again still revokes what it was redeemed for.
   */
  List<Row> purge(Instant now) {
    var before = now.minus(lifetimes.accessToken());
    return rounds.forget((id, grant) -> !grant.expiresAt().isAfter(before)).stream()
        .map(id -> Row.removed(Row.Kind.CODE_GRANT, id, Long.MAX_VALUE))
        .toList();
  }
}
