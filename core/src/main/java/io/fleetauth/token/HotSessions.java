// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoredSession;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The sessions in memory. No expiry in the cache, which would cost each read a clock and a
 * reordering: the alarms of the tokens take care of that.
 */
final class HotSessions {

  private final BiFunction<DeviceId, Scopes, Mono<AccessToken>> origin;
  private final BiConsumer<DeviceId, Scopes> renewer;
  private final TokenTime time;
  private final SharedValues values = new SharedValues();
  private final HotMap<DeviceId, HotSession> map;

  /**
   * @param origin gets what is not in memory
   * @param renewer takes what is to be renewed in the background
   */
  HotSessions(
      TokenContext context,
      BiFunction<DeviceId, Scopes, Mono<AccessToken>> origin,
      BiConsumer<DeviceId, Scopes> renewer) {
    this.origin = origin;
    this.renewer = renewer;
    this.time = context.time();
    this.map = new HotMap<>(context.settings().maxHotSessions());
  }

  TokenTime time() {
    return time;
  }

  AccessToken shared(AccessToken token) {
    return values.token(token);
  }

  Scopes shared(Scopes scopes) {
    return values.scopes(scopes);
  }

  @Nullable HotSession find(DeviceId device) {
    return map.find(device);
  }

  @Nullable HotToken find(DeviceId device, Scopes scopes) {
    HotSession hot = map.find(device);
    return hot == null ? null : hot.slot(scopes);
  }

  /** Returns whose sessions are here, more or less. */
  Iterable<DeviceId> devices() {
    return map.keys();
  }

  /** Notes that the token was read. */
  void touch(DeviceId device, Scopes scopes) {
    HotToken slot = find(device, scopes);
    if (slot != null) {
      slot.touch();
    }
  }

  /** Gets a token that {@code slot} has not; {@code slot} may have been let go long ago. */
  Mono<AccessToken> missed(HotToken slot, DeviceId device, Scopes asked) {
    HotToken present = find(device, asked);
    AccessToken valid = present == null || present == slot ? null : present.peek();
    return valid == null ? origin.apply(device, asked) : Mono.just(valid);
  }

  /** Serves what is stored, unless something newer is already here. */
  HotSession publish(StoredSession stored, SignedIn tokens) {
    return publish(stored, tokens, Scopes.NONE);
  }

  /** Like the other, and makes room for the token of {@code wanted}. */
  HotSession publish(StoredSession stored, SignedIn tokens, Scopes wanted) {
    HotSession hot =
        map.put(stored.key().device(), there -> accepted(there, stored, tokens, wanted));
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
    HotSession hot = map.put(device, there -> ended(there, device, stored.version()));
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
    map.remove(device);
  }

  /** Forgets the session unless somebody reads it. */
  void forgetUnused(DeviceId device) {
    map.change(device, hot -> hot.isUsed() ? hot : null);
  }

  /** Lets a token go that expired without being read. */
  void drop(HotSession session, Scopes asked, HotToken slot) {
    map.change(session.device(), hot -> hot == session && hot.release(asked, slot) ? null : hot);
  }

  void renewSoon(DeviceId device, Scopes asked) {
    renewer.accept(device, asked);
  }

  long size() {
    return map.size();
  }

  void close() {
    map.clear();
  }
}
