// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.server.authority.mixedreality.MixedRealitySts;
import io.fleetauth.server.authority.service.ActiveTokens;
import io.fleetauth.server.authority.service.ServiceEndpoint;
import io.fleetauth.server.authority.service.ServiceKey;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Router;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** The Azure services of an authority, as its routes and its other endpoints see them. */
final class Services {

  /** What the services take from the authority. */
  record Surroundings(
      ActiveTokens tokens,
      Function<Call, String> origin,
      Clock clock,
      RandomGenerator random,
      Scheduler workers) {}

  private static final String STS = "/Accounts/{id}/token";

  private final ServiceAccounts accounts;
  private final ServiceKey key;
  private final MixedRealitySts sts;

  private Services(ServiceAccounts accounts, ServiceKey key, MixedRealitySts sts) {
    this.accounts = accounts;
    this.key = key;
    this.sts = sts;
  }

  /**
   * Puts the services together. Takes a part of a second at the first start.
   *
   * @param keys rows of the signing key
   * @param created receives the row of a new key
   */
  static Services of(
      ServiceAccounts accounts, Surroundings around, List<Row> keys, List<Row> created) {
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
    return new Services(accounts, key, sts);
  }

  private static ServiceKey key(Clock clock, List<Row> rows, List<Row> created) {
    if (!rows.isEmpty()) {
      return ServiceKey.parse(rows.get(0).value(String.class));
    }
    var key = ServiceKey.generate(clock);
    created.add(Row.of(Row.Kind.SERVICE_KEY, "rs256", 1, key.json()));
    return key;
  }

  ServiceAccounts accounts() {
    return accounts;
  }

  /** Adds the routes, each open to scripts. */
  void addTo(Router.Builder router, Authority.Parts parts, Scheduler timer) {
    router
        .raw(HttpMethod.GET, STS, scripted("mixed-reality", sts::token, parts, timer))
        .on(HttpMethod.OPTIONS, STS, ServiceEndpoint.preflight("GET"));
  }

  private static ScriptedService scripted(
      String endpoint, Router.CallHandler operation, Authority.Parts parts, Scheduler timer) {
    return new ScriptedService(endpoint, new ServiceEndpoint(operation), parts, timer);
  }

  /** Returns the key that verifies tokens of the services, as a JWK. */
  Map<String, Object> publicKey() {
    return key.publicKey();
  }

  /** Returns the claims of a token that one of the services issued and that is in force. */
  @Nullable JWTClaimsSet active(String token) {
    return sts.active(token);
  }
}
