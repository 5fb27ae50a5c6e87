// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.endpoint.NotSentException;
import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.endpoint.SendPermit;
import io.fleetauth.endpoint.TokenRequest;
import io.fleetauth.endpoint.TokenRequest.RefreshTokenGrant;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.observe.EngineObserver;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.Ended;
import io.fleetauth.session.Nodes;
import io.fleetauth.session.OpenSealer;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionQuery;
import io.fleetauth.session.SessionRecord;
import io.fleetauth.session.SessionStore;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SharedStore;
import io.fleetauth.time.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * One node with a real engine and a time of its own. What it does to the store and the server waits
 * in {@link #steps} until somebody lets it happen.
 */
final class Member implements EngineObserver, TokenListener {

  private static final Duration QUANTUM = Duration.ofMillis(400);
  private static final int LONGEST_WAIT = 500;
  private static final TokenSettings SETTINGS =
      new TokenSettings(
          RefreshPolicy.WHILE_USED,
          null,
          16,
          Duration.ofSeconds(5),
          new TokenSettings.Exchanges(4, 16, Duration.ofSeconds(10), Duration.ofSeconds(5)));

  final String name;
  final SharedStore.Node node;
  final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  final List<Step> steps = new ArrayList<>();
  final List<Object> read = new ArrayList<>();
  final DeviceTokens tokens;
  final StringBuilder seen = new StringBuilder();
  int uncertain;
  boolean crashed;
  boolean frozen;
  boolean late;

  private final BiFunction<RefreshToken, Instant, TokenSet> authority;

  /** Something that is about to happen; {@code lose} is what happens instead when it is lost. */
  record Step(String name, Runnable happen, @Nullable Runnable lose) {}

  /**
   * @param nodes what the node is told of the others; the truth is in {@link #node}
   */
  Member(
      String name,
      SharedStore shared,
      OpenSealer sealer,
      BiFunction<RefreshToken, Instant, TokenSet> authority,
      UnaryOperator<Nodes> nodes) {
    this.name = name;
    this.node = shared.node(name);
    this.authority = authority;
    time.advanceTimeBy(Duration.ofSeconds(10));
    var server = new ScriptedAuthorizationServer(time);
    server.exchanges.otherwise(this::exchange);
    var clock = new VirtualClock(time);
    tokens =
        new DeviceTokens(
            new TokenContext(
                ClientRegistration.of(ScriptedAuthorizationServer.METADATA, "client"),
                server,
                new Sessions(new Stepped(nodes.apply(node)), sealer, clock),
                clock,
                time,
                () -> 0.5,
                SETTINGS,
                this,
                this));
  }

  void read() {
    tokens.token(Fleet.DEVICE).map(AccessToken::value).subscribe(read::add, read::add);
  }

  void renew() {
    tokens.refresh(Fleet.DEVICE).map(AccessToken::value).subscribe(read::add, read::add);
  }

  boolean isRunning() {
    return !crashed && !frozen;
  }

  boolean isDone() {
    return crashed || (!read.isEmpty() && steps.isEmpty() && !frozen && !late);
  }

  /** Returns whether it has an answer, or is about to do more than to read the store. */
  boolean isPastLooking() {
    return !read.isEmpty() || steps.stream().anyMatch(step -> !step.name().equals(name + " find"));
  }

  @Override
  public String toString() {
    return name;
  }

  /** Lets time pass until there is something to do. */
  void tick() {
    seen.append(" waits");
    for (int i = 0; i < LONGEST_WAIT && steps.isEmpty() && read.isEmpty(); i++) {
      time.advanceTimeBy(QUANTUM);
    }
  }

  /** Has its timers fire after a stop, and is heard of again. */
  void catchUp() {
    seen.append(" back");
    late = false;
    time.advanceTimeBy(Duration.ofSeconds(100));
    node.back();
  }

  void crash() {
    crashed = true;
    steps.clear();
    node.gone();
  }

  private Mono<TokenSet> exchange(TokenRequest request) {
    RefreshToken token = ((RefreshTokenGrant) request).refreshToken();
    return Mono.deferContextual(
        context ->
            Mono.create(
                sink -> step("send", () -> send(token, SendPermit.of(context), sink), null)));
  }

  private void send(RefreshToken token, SendPermit permit, MonoSink<TokenSet> sink) {
    if (!permit.maySend()) {
      sink.error(new NotSentException());
      return;
    }
    Runnable lose = () -> sink.error(new IOException("connection reset"));
    try {
      TokenSet answer = authority.apply(token, new VirtualClock(time).instant());
      step("answer", () -> sink.success(answer), lose);
    } catch (OAuthException refused) {
      step("refusal", () -> sink.error(refused), lose);
    }
  }

  private void step(String what, Runnable happen, @Nullable Runnable lose) {
    seen.append('+').append(what);
    steps.add(new Step(name + " " + what, happen, lose));
  }

  private <T> Mono<T> later(String what, Mono<T> call) {
    Mono<T> seeing = call.doOnNext(this::see);
    return Mono.create(
        sink ->
            step(what, () -> seeing.subscribe(sink::success, sink::error, sink::success), null));
  }

  private void see(Object answer) {
    seen.append(answer instanceof SessionRecord record ? record.version() : answer);
  }

  /** Returns all that has an influence on what it will do. */
  String state() {
    return seen + " " + crashed + frozen + late + node.isCurrent() + node.isGone(node.self());
  }

  @Override
  public void rotationUncertain(String registration) {
    uncertain++;
  }

  @Override
  public void refreshed(DeviceId device, AccessToken token) {}

  @Override
  public void refreshFailed(DeviceId device, String problem) {}

  @Override
  public void sessionEnded(DeviceId device, Ended.Reason reason) {}

  /** The store, whose calls wait for their turn; also those that nobody waits for any more. */
  private final class Stepped implements SessionStore {

    private final Nodes nodes;

    Stepped(Nodes nodes) {
      this.nodes = nodes;
    }

    @Override
    public Mono<SessionRecord> find(SessionKey key) {
      return later("find", node.find(key));
    }

    @Override
    public Mono<SessionRecord> findByHash(SecretHash hash) {
      return node.findByHash(hash);
    }

    @Override
    public Mono<Boolean> replace(SessionRecord next) {
      return later("replace " + next.version(), node.replace(next));
    }

    @Override
    public Mono<Boolean> remove(SessionKey key, long version) {
      return node.remove(key, version);
    }

    @Override
    public Flux<SessionRecord> due(Instant until, int limit) {
      return node.due(until, limit);
    }

    @Override
    public Flux<SessionRecord> list(SessionQuery query) {
      return node.list(query);
    }

    @Override
    public Flux<SessionKey> watch() {
      return node.watch();
    }

    @Override
    public Nodes nodes() {
      return nodes;
    }

    @Override
    public Mono<Void> close() {
      return node.close();
    }
  }
}
