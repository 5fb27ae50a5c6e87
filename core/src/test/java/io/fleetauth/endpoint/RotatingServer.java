// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import io.fleetauth.endpoint.TokenRequest.DeviceCodeGrant;
import io.fleetauth.endpoint.TokenRequest.RefreshTokenGrant;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.DeviceCode;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.oauth.UserCode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * An authorization server that approves each code at its second poll, rotates every refresh token,
 * and takes a refresh token that is used twice for theft. Answers on other threads.
 */
public final class RotatingServer implements AuthorizationServer {

  public static final Duration INTERVAL = Duration.ofSeconds(1);

  public final AtomicInteger thefts = new AtomicInteger();
  public final AtomicInteger earlyPolls = new AtomicInteger();
  public final AtomicInteger spentCodes = new AtomicInteger();
  public final AtomicInteger rotations = new AtomicInteger();
  public final AtomicInteger approvals = new AtomicInteger();

  private final ScriptedAuthorizationServer others;
  private final Scheduler timer;
  private final LongSupplier nanos;
  private final Duration tokenLife;
  private final AtomicInteger names = new AtomicInteger();
  private final Map<DeviceCode, Code> codes = new ConcurrentHashMap<>();
  private final Map<RefreshToken, Family> families = new ConcurrentHashMap<>();

  /**
   * @param nanos what {@code timer} counts its waits on
   */
  public RotatingServer(Scheduler timer, LongSupplier nanos, Duration tokenLife) {
    this.others = new ScriptedAuthorizationServer(timer);
    this.timer = timer;
    this.nanos = nanos;
    this.tokenLife = tokenLife;
  }

  @Override
  public DeviceAuthorizationEndpoint deviceAuthorization() {
    return scopes -> elsewhere(this::authorization);
  }

  @Override
  public TokenEndpoint tokens() {
    return request ->
        elsewhere(
            () ->
                request instanceof DeviceCodeGrant poll
                    ? polled(poll)
                    : refreshed((RefreshTokenGrant) request));
  }

  @Override
  public RevocationEndpoint revocation() {
    return token -> elsewhere(() -> families.get(token)).doOnNext(Family::revoke).then();
  }

  @Override
  public Discovery discovery() {
    return others.discovery();
  }

  @Override
  public IdTokenVerifier idTokens() {
    return others.idTokens();
  }

  private static <T> Mono<T> elsewhere(Supplier<T> answer) {
    return Mono.fromSupplier(answer).subscribeOn(Schedulers.parallel());
  }

  private DeviceAuthorization authorization() {
    String name = "code-" + names.incrementAndGet();
    var code = new DeviceCode(name);
    codes.put(code, new Code(nanos.getAsLong()));
    return new DeviceAuthorization(
        code,
        new UserCode(name),
        URI.create("https://as.example/activate"),
        null,
        null,
        Duration.ofMinutes(5),
        INTERVAL);
  }

  private TokenSet polled(DeviceCodeGrant poll) {
    if (!codes.get(poll.deviceCode()).isApproved()) {
      throw ScriptedAuthorizationServer.refused(ErrorCode.AUTHORIZATION_PENDING);
    }
    approvals.incrementAndGet();
    return new Family().next(poll.scopes());
  }

  private TokenSet refreshed(RefreshTokenGrant grant) {
    return families.get(grant.refreshToken()).refreshed(grant);
  }

  /** A device code and its polls. */
  private final class Code {

    private long last;
    private int polls;

    Code(long issued) {
      last = issued;
    }

    synchronized boolean isApproved() {
      long now = nanos.getAsLong();
      if (now - last < INTERVAL.toNanos()) {
        earlyPolls.incrementAndGet();
      }
      last = now;
      polls++;
      if (polls > 2) {
        spentCodes.incrementAndGet();
      }
      return polls == 2;
    }
  }

  /** The refresh tokens of one sign-in, of which one is valid. */
  private final class Family {

    private RefreshToken current;
    private boolean revoked;

    synchronized TokenSet refreshed(RefreshTokenGrant grant) {
      if (!revoked && !grant.refreshToken().equals(current)) {
        thefts.incrementAndGet();
        revoked = true;
      }
      if (revoked) {
        throw ScriptedAuthorizationServer.refused(ErrorCode.INVALID_GRANT);
      }
      rotations.incrementAndGet();
      return next(grant.scopes());
    }

    synchronized void revoke() {
      revoked = true;
    }

    synchronized TokenSet next(Scopes scopes) {
      int name = names.incrementAndGet();
      current = new RefreshToken("refresh-" + name);
      families.put(current, this);
      Instant now = Instant.EPOCH.plusNanos(timer.now(TimeUnit.NANOSECONDS));
      var token =
          new AccessToken("access-" + name, "Bearer", scopes, now, now.plus(tokenLife), null);
      return new TokenSet(token, current, null);
    }
  }
}
