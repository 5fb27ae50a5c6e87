// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.SignedIn;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A session in memory. It is the token of its own scopes (one object less between the cache and the
 * token) and holds those of other scopes.
 */
final class HotSession extends HotToken {

  static final int MAX_OTHER_SCOPES = 32;

  /** Characters that go with one place in the cache. */
  static final int PLACE = 1_536;

  private static final int OVERHEAD = 512;
  private static final Map<Scopes, OtherToken> NO_OTHERS = Map.of();

  private final HotSessions hots;
  private final DeviceId device;
  private volatile Map<Scopes, OtherToken> others = NO_OTHERS;
  private volatile Scopes scopes = Scopes.NONE;
  private volatile long version;
  private volatile boolean renewable;

  HotSession(HotSessions hots, DeviceId device) {
    super(hots.time());
    this.hots = hots;
    this.device = device;
  }

  DeviceId device() {
    return device;
  }

  @Override
  boolean isRenewable() {
    return renewable;
  }

  long version() {
    return version;
  }

  /** Returns the token of {@code asked}, or {@code null} when it is not in memory. */
  @Nullable HotToken slot(Scopes asked) {
    return isOwn(asked) ? this : others.get(asked);
  }

  /** Returns the token of {@code asked}, made when it is not there. */
  private HotToken slotOrNew(Scopes asked) {
    HotToken there = slot(asked);
    if (there != null) {
      return there;
    }
    if (others.size() >= MAX_OTHER_SCOPES) {
      throw new LimitExceededException("max-scopes-per-session", MAX_OTHER_SCOPES);
    }
    var made = new OtherToken(hots.shared(asked));
    othersToAddTo().put(made.asked, made);
    made.arm();
    return made;
  }

  /** Most sessions have none, and no map for them. */
  private Map<Scopes, OtherToken> othersToAddTo() {
    if (others.isEmpty()) {
      others = new ConcurrentHashMap<>(1);
    }
    return others;
  }

  private boolean isOwn(Scopes asked) {
    return asked.isEmpty() || asked.equals(scopes);
  }

  /**
   * Takes what is stored unless something newer is here; {@code wanted} has a slot then. Calls must
   * not overlap.
   */
  void accept(long storedVersion, SignedIn stored, Scopes wanted) {
    if (storedVersion < version) {
      return;
    }
    version = storedVersion;
    scopes = hots.shared(stored.scopes());
    renewable = stored.refreshToken() != null;
    slotOrNew(wanted);
    offer(stored.accessToken(stored.scopes()));
    others.forEach((asked, slot) -> slot.offer(stored.accessToken(asked)));
  }

  /** Remembers that nothing up to {@code storedVersion} is to be handed out. */
  void end(long storedVersion) {
    version = Math.max(version, storedVersion);
    renewable = false;
    clear();
    others.values().forEach(HotToken::close);
    others = NO_OTHERS;
  }

  /** Returns how many places it takes: one as a rule, more with long tokens or many. */
  @Override
  int weight() {
    int characters = length();
    for (HotToken other : others.values()) {
      characters += OVERHEAD + other.length();
    }
    return 1 + characters / PLACE;
  }

  /** Lets a token of other scopes go; returns whether the session may go as well. */
  boolean release(Scopes asked, HotToken slot) {
    if (slot == this) {
      clear();
    } else {
      slot.close();
      others.remove(asked, slot);
    }
    return isIdle();
  }

  boolean isIdle() {
    return !isServable() && pause() == null && others.isEmpty() && !isFollowed();
  }

  @Override
  boolean takeMark() {
    boolean seen = super.takeMark();
    for (HotToken other : others.values()) {
      seen |= other.takeMark();
    }
    return seen;
  }

  @Override
  Mono<AccessToken> missed() {
    return hots.missed(this, device, Scopes.NONE);
  }

  @Override
  void renewSoon() {
    hots.renewSoon(device, Scopes.NONE);
  }

  @Override
  void drop() {
    hots.drop(this, Scopes.NONE, this);
  }

  @Override
  AccessToken shared(AccessToken token) {
    return hots.shared(token);
  }

  @Override
  void close() {
    super.close();
    others.values().forEach(HotToken::close);
  }

  /** The token of other scopes. */
  private final class OtherToken extends HotToken {

    private final Scopes asked;

    OtherToken(Scopes asked) {
      super(HotSession.this.time);
      this.asked = asked;
    }

    @Override
    boolean isRenewable() {
      return renewable;
    }

    @Override
    Mono<AccessToken> missed() {
      return hots.missed(this, device, asked);
    }

    @Override
    void renewSoon() {
      hots.renewSoon(device, asked);
    }

    @Override
    void drop() {
      hots.drop(HotSession.this, asked, this);
    }

    @Override
    AccessToken shared(AccessToken token) {
      return hots.shared(token);
    }
  }
}
