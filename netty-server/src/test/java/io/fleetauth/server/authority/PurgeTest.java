// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.authority.AuthorityConfig.Client;
import io.fleetauth.server.authority.ReturnAddress.ResponseMode;
import io.fleetauth.server.authority.Tenants.Tenant;
import io.fleetauth.time.VirtualClock;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

class PurgeTest {

  private static final Scopes SCOPE = Scopes.of("openid offline_access");

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final Clock clock = new VirtualClock(time);
  private final Map<String, Row> file = new HashMap<>();
  private final AuthorityConfig config = AuthorityConfig.defaults();
  private final Codes codes = new Codes(new SecureRandom());
  private final Remembered store = new Remembered();
  private final DeviceGrants grants = new DeviceGrants(config, codes, clock, store);
  private final CodeGrants codeGrants = new CodeGrants(config.lifetimes(), codes, clock, store);
  private final RefreshFamilies families =
      new RefreshFamilies(
          new RefreshTokens(codes.bytes(RefreshTokens.KEY_BYTES)),
          config.lifetimes(),
          codes,
          clock,
          store,
          new Ledger());
  private final AccessTokens accessTokens =
      new AccessTokens(
          SigningKeys.open(config.signing(), List.of(), new ArrayList<>()),
          true,
          codes,
          families,
          clock,
          store);

  PurgeTest() {
    new Purge(grants, codeGrants, families, accessTokens, store, clock)
        .run(time, Schedulers.immediate())
        .subscribe();
  }

  private List<Row.Kind> kinds() {
    return file.values().stream().map(Row::kind).sorted().toList();
  }

  private AccessTokens.Made accessToken() {
    var claims =
        new JWTClaimsSet.Builder()
            .jwtID("token-1")
            .expirationTime(Date.from(clock.instant().plus(config.lifetimes().accessToken())))
            .build();
    var made = accessTokens.make(claims);
    store.write(made.rows()).block();
    return made;
  }

  private RefreshFamily family() {
    var family = families.start("client", "tenant", "demo", SCOPE.toString());
    store.write(List.of(family.row())).block();
    return family;
  }

  @Test
  void deviceGrantExplainsItselfForAnotherLifeAndIsForgotten() {
    var started = grants.start("client", "tenant", SCOPE, "source").block();
    grants.approve(started.grant().userCode(), "demo").block();
    String code = started.deviceCode().value();
    time.advanceTimeBy(Duration.ofMinutes(30).minusSeconds(1));
    assertThat(grants.byDeviceCode(code)).isNotNull();

    time.advanceTimeBy(Purge.EVERY);
    assertThat(grants.byDeviceCode(code)).isNull();
    assertThat(kinds()).isEmpty();
  }

  @Test
  void authorizationCodeExplainsItselfForTheLifeOfAnAccessToken() {
    String code = codeGrants.issue(authorizationRequest(), "demo", clock.instant()).block();
    time.advanceTimeBy(Duration.ofMinutes(61).minusSeconds(1));
    assertThat(codeGrants.find(code)).isNotNull();

    time.advanceTimeBy(Purge.EVERY);
    assertThat(codeGrants.find(code)).isNull();
    assertThat(kinds()).isEmpty();
  }

  private static AuthorizationRequest authorizationRequest() {
    var back = new ReturnAddress("http://localhost", ResponseMode.QUERY, null, "issuer");
    return new AuthorizationRequest(
        Client.DEVELOPMENT,
        new Tenant("http://localhost", "contoso", "tenant"),
        back,
        "http://localhost",
        SCOPE,
        null,
        null,
        Set.of(),
        null,
        null,
        "");
  }

  @Test
  void opaqueTokenAndItsRevocationGoWhenItExpires() {
    String token = accessToken().token();
    accessTokens.revoke(accessTokens.active(token)).block();
    time.advanceTimeBy(Duration.ofMinutes(60).minusSeconds(1));
    assertThat(kinds()).containsExactly(Row.Kind.ACCESS_TOKEN, Row.Kind.REVOKED_TOKEN);
    assertThat(accessTokens.active(token)).isNull();

    time.advanceTimeBy(Purge.EVERY);
    assertThat(kinds()).isEmpty();
  }

  @Test
  void idleFamilyGoesWhenItsLastAccessTokenMustHaveExpired() {
    var family = family();
    String token = families.token(family);
    time.advanceTimeBy(Duration.ofDays(90).plusMinutes(59));
    assertThat(families.find(token)).isNotNull();
    assertThat(families.isActive(token)).isFalse();

    time.advanceTimeBy(Duration.ofMinutes(1).plus(Purge.EVERY));
    assertThat(families.find(token)).isNull();
    assertThat(families.isRevoked(family.id())).isTrue();
    assertThat(kinds()).isEmpty();
  }

  @Test
  void familyInUseStaysAndRevokedOneGoes() {
    String kept = families.token(family());
    var revoked = family();
    families.revoke(revoked).block();
    time.advanceTimeBy(Duration.ofDays(89));
    families.turn(kept, "client", "tenant");
    time.advanceTimeBy(Duration.ofDays(2));

    assertThat(families.find(kept)).isNotNull();
    assertThat(families.find(families.token(revoked))).isNull();
    assertThat(kinds()).containsExactly(Row.Kind.REFRESH_FAMILY);
  }

  @Test
  void storeThatIsDownStopsNoLaterSweep() {
    accessToken();
    store.down = true;
    time.advanceTimeBy(Duration.ofMinutes(61));
    store.down = false;
    accessToken();
    time.advanceTimeBy(Duration.ofMinutes(61));

    assertThat(kinds()).as("the first one is found at the next start").hasSize(1);
  }

  @Test
  void oneCallLooksAtSoManyEntriesAndTheNextGoesOn() {
    var all = new ConcurrentHashMap<String, Integer>();
    for (int i = 0; i < 2 * Rounds.STEP + 5; i++) {
      all.put("key-" + i, i);
    }
    var rounds = new Rounds<>(all);

    assertThat(rounds.forget((key, value) -> true)).hasSize(Rounds.STEP);
    assertThat(rounds.forget((key, value) -> value < 0)).isEmpty();
    assertThat(rounds.forget((key, value) -> true)).hasSize(5);
    assertThat(rounds.forget((key, value) -> true)).hasSize(Rounds.STEP);
    assertThat(all).isEmpty();
  }

  @Test
  void entryThatChangesMeanwhileStays() {
    var all = new ConcurrentHashMap<String, Integer>(Map.of("a", 1));
    var rounds = new Rounds<>(all);

    assertThat(rounds.forget((key, value) -> all.put(key, 2) != null)).isEmpty();
    assertThat(all).containsEntry("a", 2);
  }

  /** What would be in the file. */
  private final class Remembered implements AuthorityStore {
    boolean down;

    @Override
    public Mono<List<Row>> load() {
      return Mono.just(List.copyOf(file.values()));
    }

    @Override
    public Mono<Void> write(List<Row> rows) {
      return down
          ? Mono.error(new IllegalStateException("disk full"))
          : Mono.fromRunnable(() -> rows.forEach(this::write));
    }

    private void write(Row row) {
      var key = row.kind() + row.id();
      var old = file.get(key);
      if (row.json() != null) {
        file.put(key, row);
      } else if (old != null && old.version() < row.version()) {
        file.remove(key);
      }
    }

    @Override
    public Mono<Void> close() {
      return Mono.empty();
    }
  }
}
