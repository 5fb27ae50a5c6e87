// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.server.authority.communication.CommunicationService;
import io.fleetauth.server.authority.communication.Identity;
import io.fleetauth.server.authority.mixedreality.MixedRealitySts;
import io.fleetauth.server.authority.service.ActiveTokens;
import io.fleetauth.server.authority.service.ServiceException;
import io.fleetauth.server.authority.service.ServiceKey;
import io.fleetauth.server.reply.Call;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The Azure services of an authority, as its routes and its other endpoints see them.
 *
 * @param key signs the tokens of both
 */
record Services(ServiceKey key, MixedRealitySts mixedReality, CommunicationService communication) {

  private static final int MOST_IDENTITIES = 1_000_000;

  /**
   * What the services take from the authority.
   *
   * @param publicUrl how the authority is called, null when that differs
   * @param origin tells scheme, host and port of a request
   */
  record Surroundings(
      ActiveTokens tokens,
      @Nullable URI publicUrl,
      Function<Call, String> origin,
      AuthorityStore store,
      Clock clock,
      RandomGenerator random,
      Scheduler workers) {}

  /**
   * Puts the services together. Takes a part of a second at the first start.
   *
   * @param keys rows of the signing key
   * @param created receives rows that must be written before anybody is answered
   */
  static Services of(
      ServiceAccounts accounts,
      Surroundings around,
      List<Row> keys,
      List<Row> identities,
      List<Row> created) {
    var key = key(around.clock(), keys, created);
    var sts =
        new MixedRealitySts(
            accounts.mixedReality(),
            around.tokens(),
            key,
            around.origin(),
            around.clock(),
            around.random(),
            around.workers());
    var communication =
        new CommunicationService(
            accounts.communication(),
            stored(identities, created),
            MOST_IDENTITIES,
            communication(around, key));
    return new Services(key, sts, communication);
  }

  private static ServiceKey key(Clock clock, List<Row> rows, List<Row> created) {
    if (!rows.isEmpty()) {
      return ServiceKey.parse(rows.get(0).value(String.class));
    }
    var key = ServiceKey.generate(clock);
    created.add(Row.of(Row.Kind.SERVICE_KEY, "rs256", 1, key.json()));
    return key;
  }

  /** Deleted identities are in the file until now, so that no late write brought one back. */
  private static List<Identity> stored(List<Row> rows, List<Row> created) {
    var identities = new ArrayList<Identity>();
    for (Row row : rows) {
      var identity = row.value(Identity.class);
      if (identity.deleted()) {
        created.add(Row.removed(row.kind(), row.id(), row.version() + 1));
      } else {
        identities.add(identity);
      }
    }
    return identities;
  }

  private static CommunicationService.Surroundings communication(
      Surroundings around, ServiceKey key) {
    var store = around.store();
    return new CommunicationService.Surroundings(
        around.tokens(),
        key,
        identity -> saved(identity, store).publishOn(around.workers()),
        ownHosts(around.publicUrl()),
        client -> Tenants.guid("client:" + client),
        around.clock(),
        around.random(),
        around.workers());
  }

  private static Mono<Void> saved(Identity identity, AuthorityStore store) {
    var row = Row.of(Row.Kind.COMMUNICATION_IDENTITY, identity.id(), identity.version(), identity);
    return store
        .write(List.of(row))
        .onErrorMap(
            RefusedException.class,
            e -> ServiceException.of(503, "ServiceUnavailable", "Try again later."));
  }

  private static Set<String> ownHosts(@Nullable URI publicUrl) {
    return publicUrl == null ? Set.of() : Set.of(publicUrl.getAuthority());
  }

  /** Returns the claims of a token that one of the services issued and that is in force. */
  @Nullable JWTClaimsSet active(String token) {
    var claims = mixedReality.active(token);
    return claims == null ? communication.active(token) : claims;
  }

  /** Returns the key that verifies tokens of the services, as a JWK. */
  Map<String, Object> publicKey() {
    return key.publicKey();
  }
}
