// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The sessions in memory. No expiry in the cache, which would cost each read a clock and a
 * reordering: the alarms of the tokens take care of that.
 */
final class HotSessions {

  private final TokenContext context;
  private final BiFunction<DeviceId, Scopes, Mono<AccessToken>> origin;
  private final Scheduler timer;
  private final Consumer<HotToken> renewer;
  private final SharedValues values = new SharedValues();
  private final Cache<DeviceId, HotSession> cache;

  /**
   * @param origin gets what is not in memory
   * @param renewer takes what is to be renewed in the background
   */
  HotSessions(
      TokenContext context,
      BiFunction<DeviceId, Scopes, Mono<AccessToken>> origin,
      Consumer<HotToken> renewer) {
    this.context = context;
    this.origin = origin;
    this.renewer = renewer;
    this.timer = context.timer();
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(context.settings().maxHotSessions())
            .weigher((DeviceId device, HotSession hot) -> hot.weight())
            .executor(Runnable::run)
            .removalListener(HotSessions::removed)
            .build();
  }

  private static void removed(
      @Nullable DeviceId device, @Nullable HotSession hot, RemovalCause cause) {
    if (hot != null) {
      hot.close();
    }
  }

  TokenContext context() {
    return context;
  }

  Scheduler timer() {
    return timer;
  }

  long now() {
    return context.now();
  }

  double jitter() {
    return context.jitter().getAsDouble();
  }

  AccessToken shared(AccessToken token) {
    return values.token(token);
  }

  Scopes shared(Scopes scopes) {
    return values.scopes(scopes);
  }

  @Nullable HotSession find(DeviceId device) {
    return cache.getIfPresent(device);
  }

  @Nullable HotToken find(DeviceId device, Scopes scopes) {
    HotSession hot = cache.getIfPresent(device);
    return hot == null ? null : hot.slot(scopes);
  }

  /** Notes that the token was read. */
  void touch(DeviceId device, Scopes scopes) {
    HotToken slot = find(device, scopes);
    if (slot != null) {
      slot.touch();
    }
  }

  /** Gets a token that {@code slot} has not; {@code slot} may have been let go long ago. */
  Mono<AccessToken> missed(HotToken slot) {
    DeviceId device = slot.session().device();
    HotToken present = find(device, slot.asked());
    AccessToken valid = present == null || present == slot ? null : present.peek();
    return valid == null ? origin.apply(device, slot.asked()) : Mono.just(valid);
  }

  /** Serves what is stored, unless something newer is already here. */
  HotSession publish(StoredSession stored, SignedIn tokens) {
    return publish(stored, tokens, Scopes.NONE);
  }

  /** Like the other, and makes room for the token of {@code wanted}. */
  HotSession publish(StoredSession stored, SignedIn tokens, Scopes wanted) {
    DeviceId device = stored.key().device();
    HotSession hot =
        cache.asMap().compute(device, (id, there) -> accepted(there, stored, tokens, wanted));
    hot.announce();
    return hot;
  }

  private HotSession accepted(
      @Nullable HotSession there, StoredSession stored, SignedIn tokens, Scopes wanted) {
    HotSession hot = there == null ? new HotSession(this, stored.key().device()) : there;
    hot.accept(stored.version(), tokens, wanted);
    if (there == null) {
      hot.arm();
    }
    return hot;
  }

  /**
   * Serves nothing of this version or older any more: also not what a reader of the store is about
   * to publish, therefore the entry stays a while.
   */
  void end(StoredSession stored) {
    DeviceId device = stored.key().device();
    HotSession hot =
        cache.asMap().compute(device, (id, there) -> ended(there, id, stored.version()));
    hot.arm();
    hot.dismiss();
  }

  private HotSession ended(@Nullable HotSession there, DeviceId device, long version) {
    HotSession hot = there == null ? new HotSession(this, device) : there;
    hot.end(version);
    return hot;
  }

  /** Forgets the session; what is stored will be read again. */
  void forget(DeviceId device) {
    cache.invalidate(device);
  }

  /** Forgets the session unless somebody reads it. */
  void forgetUnused(DeviceId device) {
    cache.asMap().computeIfPresent(device, (id, hot) -> hot.isUsed() ? hot : null);
  }

  /** Lets a token go that expired without being read. */
  void drop(HotToken slot) {
    DeviceId device = slot.session().device();
    cache
        .asMap()
        .computeIfPresent(
            device, (id, hot) -> hot == slot.session() && hot.release(slot) ? null : hot);
  }

  void renewSoon(HotToken slot) {
    renewer.accept(slot);
  }

  long size() {
    return cache.estimatedSize();
  }

  void close() {
    cache.invalidateAll();
  }
}
