// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.mixedreality;

import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.server.authority.service.AccessKeys;
import io.fleetauth.server.authority.service.ActiveTokens;
import io.fleetauth.server.authority.service.ServiceException;
import io.fleetauth.server.authority.service.ServiceKey;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Exchanges an account key or an access token for a token of the Mixed Reality services: {@code GET
 * /Accounts/{id}/token}. Thread-safe.
 *
 * <p>All claims are ASCII without {@code >}, {@code ?} and {@code ~}: clients in Java decode the
 * payload with the standard base64 alphabet, and such text looks the same in both.
 */
public final class MixedRealitySts {

  /** The only version that ever was. */
  public static final String API_VERSION = "2019-02-28-preview";

  /** How long a token is good. */
  public static final Duration LIFE = Duration.ofHours(24);

  private final Map<UUID, MixedRealityAccount> accounts = new LinkedHashMap<>();
  private final StsCallers callers;
  private final ServiceKey key;
  private final Function<Call, String> origin;
  private final Clock clock;
  private final RandomGenerator random;
  private final Scheduler workers;

  /**
   * @param origin tells scheme, host and port that a request was sent to
   * @param random used on {@code workers} only
   * @param workers where signatures are made and verified
   */
  public MixedRealitySts(
      List<MixedRealityAccount> accounts,
      ActiveTokens tokens,
      ServiceKey key,
      Function<Call, String> origin,
      Clock clock,
      RandomGenerator random,
      Scheduler workers) {
    accounts.forEach(account -> this.accounts.put(account.id(), account));
    var nobody = new AccessKeys(new UUID(random.nextLong(), random.nextLong()).toString(), null);
    this.callers = new StsCallers(this.accounts, tokens, nobody);
    this.key = key;
    this.origin = origin;
    this.clock = clock;
    this.random = random;
    this.workers = workers;
  }

  /** {@code GET /Accounts/{id}/token}. */
  public Mono<Reply> token(Call call) {
    requireVersion(call);
    var account = account(call.variable("id"));
    var bearer = call.bearer();
    var address = origin.apply(call);
    return Mono.fromCallable(() -> answer(callers.identify(account, bearer, address)))
        .subscribeOn(workers);
  }

  private static void requireVersion(Call call) {
    var version = call.query().get("api-version", API_VERSION);
    if (!version.equals(API_VERSION)) {
      throw ServiceException.of(
          400,
          "UnsupportedApiVersion",
          "The API version is not supported; use " + API_VERSION + ".",
          "api-version");
    }
  }

  private static UUID account(String id) {
    try {
      var account = UUID.fromString(id);
      if (account.toString().equalsIgnoreCase(id)) { // it also reads shortened ones
        return account;
      }
    } catch (IllegalArgumentException e) {
      // said below, like one that is shortened
    }
    throw ServiceException.of(400, "BadRequest", "The account id is not a UUID.", "accountId");
  }

  private Reply answer(StsCallers.Caller caller) {
    var account = accounts.get(caller.account());
    if (account == null) {
      throw new IllegalStateException("an identified caller has an account");
    }
    return Reply.json(Map.of("AccessToken", key.sign(claims(account, caller))))
        .withHeader("content-type", "application/json; charset=utf-8")
        .withHeader("cache-control", "no-store, no-cache")
        .withHeader("mise-correlation-id", uuid());
  }

  private JWTClaimsSet claims(MixedRealityAccount account, StsCallers.Caller caller) {
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return new JWTClaimsSet.Builder()
        .jwtID(uuid())
        .claim("cai", caller.id())
        .claim("aid", account.id().toString())
        .claim("tid", caller.tenant())
        .claim("aao", -1)
        .claim("apr", account.region())
        .claim("rid", account.resourceId())
        .claim("att", "Default")
        .notBeforeTime(Date.from(now))
        .expirationTime(Date.from(now.plus(LIFE)))
        .issueTime(Date.from(now))
        .issuer("https://sts." + account.region() + ".mixedreality.azure.com/")
        .audience("https://manage.sa." + account.region() + ".mixedreality.azure.com/")
        .build();
  }

  private String uuid() {
    long high = (random.nextLong() & ~0xf000L) | 0x4000L; // version 4, RFC 9562
    long low = (random.nextLong() & ~(0xc0L << 56)) | (0x80L << 56);
    return new UUID(high, low).toString();
  }

  /** Returns the claims of a token that this service issued and that is in force, else null. */
  public @Nullable JWTClaimsSet active(String token) {
    var claims = key.verified(token);
    return claims != null
            && claims.getClaim("aid") instanceof String account
            && accounts.containsKey(UUID.fromString(account))
            && claims.getExpirationTime().toInstant().isAfter(clock.instant())
        ? claims
        : null;
  }
}
