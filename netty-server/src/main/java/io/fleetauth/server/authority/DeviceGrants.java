// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.util.Comparator.comparing;

import io.fleetauth.oauth.DeviceCode;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.authority.AuthorityConfig.Lifetimes;
import io.fleetauth.server.authority.DeviceGrant.Poll;
import io.fleetauth.server.authority.DeviceGrant.State;
import io.fleetauth.session.SecretHash;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * All device authorizations: in memory for reading, in the store before anybody is told. A change
 * is one compare-and-set of an immutable {@link DeviceGrant}; thread-safe.
 */
final class DeviceGrants {

  /** A new grant and the only copy of its device code. */
  record Started(DeviceCode deviceCode, DeviceGrant grant) {}

  /** A poll that was decided; {@code before} undoes it. */
  record Decided(DeviceGrant before, Poll poll) {}

  private static final int SWEPT_PER_START = 4;

  private final Map<String, DeviceGrant> grants = new ConcurrentHashMap<>();
  private final Map<String, String> byUserCode = new ConcurrentHashMap<>();
  private final Queue<String> oldest = new ConcurrentLinkedQueue<>();
  private final Lifetimes lifetimes;
  private final int most;
  private final Codes codes;
  private final Clock clock;
  private final AuthorityStore store;

  DeviceGrants(AuthorityConfig config, Codes codes, Clock clock, AuthorityStore store) {
    this.lifetimes = config.lifetimes();
    this.most = config.limits().pendingDeviceCodes();
    this.codes = codes;
    this.clock = clock;
    this.store = store;
  }

  void restore(List<Row> rows) {
    rows.stream()
        .map(row -> row.value(DeviceGrant.class))
        .sorted(comparing(DeviceGrant::askedAt))
        .forEach(this::remember);
  }

  private void remember(DeviceGrant grant) {
    grants.put(grant.id(), grant);
    byUserCode.put(grant.userCode(), grant.id());
    oldest.add(grant.id());
  }

  /** Starts a grant; emits it once it is durable. Draws random numbers on the subscriber. */
  Mono<Started> start(String clientId, String tenantId, Scopes scopes, String source) {
    return Mono.defer(
        () -> {
          var rows = sweep(SWEPT_PER_START);
          if (grants.size() >= most) {
            return Mono.error(
                new RefusedException(Refusal.OVERLOADED, "Too many device codes are pending."));
          }
          var started = newGrant(clientId, tenantId, scopes, source);
          rows.add(started.grant().row());
          return write(rows, () -> forget(started.grant())).thenReturn(started);
        });
  }

  private Started newGrant(String clientId, String tenantId, Scopes scopes, String source) {
    var deviceCode = codes.secret();
    var id = SecretHash.of(deviceCode).value();
    String userCode = codes.userCode();
    while (byUserCode.putIfAbsent(userCode, id) != null) {
      userCode = codes.userCode();
    }
    var now = clock.instant();
    var grant =
        new DeviceGrant(
            id,
            1,
            userCode,
            clientId,
            tenantId,
            scopes.toString(),
            source,
            now,
            now.plus(lifetimes.deviceCode()),
            lifetimes.pollInterval(),
            State.PENDING,
            null,
            null);
    remember(grant);
    return new Started(new DeviceCode(deviceCode), grant);
  }

  /** Forgets some grants that ended a whole lifetime ago; until then they explain themselves. */
  private List<Row> sweep(int most) {
    var rows = new ArrayList<Row>();
    var before = clock.instant().minus(lifetimes.deviceCode());
    for (int i = 0; i < most; i++) {
      var id = oldest.peek();
      var grant = id == null ? null : grants.get(id);
      if (id == null || (grant != null && grant.expiresAt().isAfter(before))) {
        break;
      }
      oldest.remove(id);
      if (grant != null) {
        forget(grant);
        rows.add(Row.removed(Row.Kind.DEVICE_GRANT, grant.id(), grant.version() + 1));
      }
    }
    return rows;
  }

  /** Forgets some of what ended long ago; returns what to remove. */
  List<Row> purge() {
    return sweep(Rounds.STEP);
  }

  private void forget(DeviceGrant grant) {
    grants.remove(grant.id());
    byUserCode.remove(grant.userCode(), grant.id());
  }

  @Nullable DeviceGrant byDeviceCode(String deviceCode) {
    return grants.get(SecretHash.of(deviceCode).value());
  }

  /** Returns the grant that a person can still decide, or null. */
  @Nullable DeviceGrant openByUserCode(String typed) {
    var id = byUserCode.get(Codes.normalized(typed));
    var grant = id == null ? null : grants.get(id);
    return grant != null && grant.isOpen(clock.instant()) ? grant : null;
  }

  /**
   * Decides a poll. A refusal that changed the grant is durable when it is emitted; a redemption is
   * not: the caller writes it with the tokens' rows, or calls {@link #undo}.
   */
  Mono<Decided> poll(String deviceCode, String clientId, String tenantId) {
    var decided = decide(SecretHash.of(deviceCode).value(), clientId, tenantId);
    if (decided == null) {
      return Mono.error(new RefusedException(Refusal.UNKNOWN_CODE, "The code is not valid."));
    }
    var next = decided.poll().next();
    boolean durable = next.version() > decided.before().version();
    return decided.poll().refusal() == null || !durable
        ? Mono.just(decided)
        : write(List.of(next.row()), () -> {}).thenReturn(decided);
  }

  private @Nullable Decided decide(String id, String clientId, String tenantId) {
    while (true) {
      var before = grants.get(id);
      if (before == null) {
        return null;
      }
      var poll = before.polled(clientId, tenantId, clock.instant());
      if (poll.next().equals(before) || grants.replace(id, before, poll.next())) {
        return new Decided(before, poll);
      }
    }
  }

  void undo(Decided decided) {
    revert(decided.poll().next(), decided.before());
  }

  /** Keeps the version growing: the failed write may have come through after all. */
  private void revert(DeviceGrant next, DeviceGrant before) {
    grants.replace(next.id(), next, before.with(before.state()));
  }

  /** Emits the approved grant, or nothing when it is not open any more. */
  Mono<DeviceGrant> approve(String userCode, String user) {
    return change(openByUserCode(userCode), grant -> grant.approvedBy(user));
  }

  /** Emits the denied grant, or nothing when it is not open any more. */
  Mono<DeviceGrant> deny(String userCode) {
    return change(openByUserCode(userCode), grant -> grant.with(State.DENIED));
  }

  /** Changes one grant; emits nothing when it changed meanwhile or was null. */
  Mono<DeviceGrant> change(@Nullable DeviceGrant before, UnaryOperator<DeviceGrant> change) {
    if (before == null) {
      return Mono.empty();
    }
    var next = change.apply(before);
    return Mono.defer(
        () ->
            grants.replace(before.id(), before, next)
                ? write(List.of(next.row()), () -> revert(next, before)).thenReturn(next)
                : retry(before, change));
  }

  /** A poll may have moved {@code polledAt}; only a change of state is a lost race. */
  private Mono<DeviceGrant> retry(DeviceGrant before, UnaryOperator<DeviceGrant> change) {
    var now = grants.get(before.id());
    return now != null && now.state() == before.state() ? change(now, change) : Mono.empty();
  }

  private Mono<Void> write(List<Row> rows, Runnable undo) {
    return store.write(rows).doOnError(failure -> undo.run());
  }
}
