// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.util.stream.Collectors.groupingBy;

import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.Retries;
import io.fleetauth.server.authority.Authority.Parts;
import io.fleetauth.server.authority.Row.Kind;
import io.fleetauth.server.authority.assertion.ClientAssertions;
import io.fleetauth.server.reply.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import reactor.core.scheduler.Scheduler;

/** Puts the parts of an authority together from its configuration and its stored rows. Blocking. */
final class AuthorityAssembly {

  private static final String REFRESH_KEY = "refresh-token-mac";
  private static final Retries FETCHES =
      new Retries(1, Duration.ofMillis(200), Duration.ofSeconds(1));

  private final List<Row> created = new ArrayList<>();
  private final AuthorityConfig config;
  private final Clock clock;
  private final Scheduler workers;
  private final AuthorityStore store;
  private final Ledger ledger = new Ledger();
  private final Codes codes;
  private final Tenants tenants;
  private final HttpTransport transport;
  private final ClientAuthenticator clients;
  private final Users users;
  private final SigningKeys keys;
  private final RefreshFamilies families;
  private final AccessTokens accessTokens;
  private final DeviceGrants grants;
  private final CodeGrants codeGrants;
  private final BearerHandlers bearer;
  private final Services services;
  private final Parts parts;
  private final Authority authority;

  AuthorityAssembly(
      AuthorityConfig config,
      ControlToken controlToken,
      ServiceAccounts accounts,
      Clock clock,
      Scheduler timer,
      RandomGenerator random,
      AuthorityStore store,
      Scheduler workers,
      List<Row> rows) {
    this.config = config;
    this.clock = clock;
    this.workers = workers;
    this.store = store;
    this.codes = new Codes(random);
    this.tenants = new Tenants(config.publicUrl(), config.tenants());
    this.transport = HttpTransport.of(HttpOptions.DEFAULTS, clock, timer);
    var assertions = new ClientAssertions(transport.service(FETCHES), clock);
    this.clients = new ClientAuthenticator(config.clients(), assertions, workers);
    var byKind = rows.stream().collect(groupingBy(Row::kind));
    this.users = new Users(config.users(), of(byKind, Kind.DISABLED_USER));
    this.keys = signingKeys(of(byKind, Kind.KEY));
    this.families = families(byKind);
    this.accessTokens = accessTokens(byKind);
    this.grants = new DeviceGrants(config, codes, clock, store);
    grants.restore(of(byKind, Kind.DEVICE_GRANT));
    this.codeGrants = new CodeGrants(config.lifetimes(), codes, clock, store);
    codeGrants.restore(of(byKind, Kind.CODE_GRANT));
    this.parts = parts();
    this.bearer = new BearerHandlers(accessTokens, users, workers);
    var around =
        new Services.Surroundings(
            bearer::active, config.publicUrl(), tenants::origin, store, clock, random, workers);
    this.services =
        Services.of(
            accounts,
            around,
            of(byKind, Kind.SERVICE_KEY),
            of(byKind, Kind.COMMUNICATION_IDENTITY),
            created);
    config.scripts().forEach(parts.scripts()::add);
    var purge =
        new Purge(grants, codeGrants, families, accessTokens, store, clock).run(timer, workers);
    this.authority =
        new Authority(
            router(controlToken, timer), controlToken, transport, store, workers, purge, accounts);
  }

  private static List<Row> of(Map<Kind, List<Row>> rows, Kind kind) {
    return rows.getOrDefault(kind, List.of());
  }

  private SigningKeys signingKeys(List<Row> rows) {
    var signing = rows.stream().filter(row -> !row.id().equals(REFRESH_KEY)).toList();
    return SigningKeys.open(config.signing(), signing, created);
  }

  private RefreshFamilies families(Map<Kind, List<Row>> rows) {
    var tokens = new RefreshTokens(refreshKey(of(rows, Kind.KEY)));
    var all = new RefreshFamilies(tokens, config.lifetimes(), codes, clock, store, ledger);
    all.restore(of(rows, Kind.REFRESH_FAMILY));
    return all;
  }

  private byte[] refreshKey(List<Row> rows) {
    for (Row row : rows) {
      if (row.id().equals(REFRESH_KEY)) {
        return Base64.getDecoder().decode(row.value(String.class));
      }
    }
    var key = codes.bytes(RefreshTokens.KEY_BYTES);
    created.add(Row.of(Kind.KEY, REFRESH_KEY, 1, Base64.getEncoder().encodeToString(key)));
    return key;
  }

  private AccessTokens accessTokens(Map<Kind, List<Row>> rows) {
    var tokens = new AccessTokens(keys, config.opaqueAccessTokens(), codes, families, clock, store);
    tokens.restore(of(rows, Kind.ACCESS_TOKEN), of(rows, Kind.REVOKED_TOKEN));
    return tokens;
  }

  private Parts parts() {
    var firstUser = config.users().isEmpty() ? "" : config.users().get(0).name();
    return new Parts(
        grants,
        new Scripts(grants, Authority.ids()),
        ledger,
        new Refusals(clock, config.errors(), Authority.ids()),
        firstUser);
  }

  private Router router(ControlToken controlToken, Scheduler timer) {
    var router = Router.builder();
    Authority.addEndpoints(router, endpoints(), parts, timer, clock);
    Authority.addMetadata(
        router,
        new MetadataHandlers(tenants, this::publicKeys, config.signing()),
        parts.refusals());
    Authority.addBearer(router, bearer);
    new ServiceRoutes(router, parts, timer).add(services);
    addPages(router);
    Authority.addControl(
        router,
        new ControlHandlers(config.control(), controlToken.value(), parts, users, store),
        parts.refusals());
    return router.build();
  }

  private Map<String, Object> publicKeys() {
    var all = new ArrayList<Object>((List<?>) keys.publicKeys().get("keys"));
    all.add(services.publicKey());
    return Map.of("keys", all);
  }

  private Map<String, FormHandler> endpoints() {
    var perMinute = config.limits().deviceCodesPerMinute();
    var throttle = new Throttle(perMinute, Duration.ofMinutes(1), clock);
    return Map.of(
        "devicecode",
        new DeviceCodeHandler(
            tenants, clients, grants, throttle, config.lifetimes().deviceCode(), workers, ledger),
        "token",
        new TokenHandler(tenants, clients, grantTypes()),
        "revoke",
        new RevocationHandler(tenants, clients, families, accessTokens, workers, ledger),
        "introspect",
        new IntrospectionHandler(
            tenants, clients, families, accessTokens, services::active, workers));
  }

  private Map<String, TokenHandler.Grant> grantTypes() {
    var issuer = new TokenIssuer(keys, accessTokens, families, config.lifetimes(), codes, clock);
    return Map.of(
        GrantType.DEVICE_CODE,
        new DeviceCodeGrant(grants, families, users, issuer, store, workers, ledger),
        GrantType.AUTHORIZATION_CODE,
        new AuthorizationCodeGrant(codeGrants, families, users, issuer, store, workers, ledger),
        GrantType.REFRESH_TOKEN,
        new RefreshTokenGrant(families, users, issuer, store, workers, ledger),
        GrantType.JWT_BEARER,
        new OnBehalfOfGrant(accessTokens, users, issuer, clock, store, workers, ledger),
        GrantType.CLIENT_CREDENTIALS,
        new ClientCredentialsGrant(issuer, store, workers, ledger));
  }

  private void addPages(Router.Builder router) {
    var limits = config.limits();
    var sessions = new BrowserSessions(config.lifetimes().browserSession(), codes, clock);
    var forms =
        new SignInForms(sessions, users, new SignInThrottle(limits, clock), workers, ledger);
    var entry = new CodeEntry(grants, limits, clock, ledger);
    Authority.addPages(
        router, new DevicePages(grants, clients, forms, sessions, entry, clock, workers, ledger));
    Authority.addAuthorization(
        router,
        new AuthorizationPages(
            new AuthorizationRequests(tenants, clients),
            codeGrants,
            forms,
            sessions,
            parts.refusals(),
            clock,
            workers,
            ledger));
  }

  /** Returns rows that must be written before the authority answers anybody. */
  List<Row> created() {
    return created;
  }

  Authority authority() {
    return authority;
  }
}
