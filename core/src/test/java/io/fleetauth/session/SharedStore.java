// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One store in memory as the nodes of a cluster see it, each through a view of its own. Who is
 * there is scripted; what the members hear of it comes on the thread of the script.
 */
public final class SharedStore {

  private final InMemorySessionStore store = new InMemorySessionStore();
  private final Set<NodeId> members = ConcurrentHashMap.newKeySet();
  private final Sinks.Many<NodeId> news = Sinks.many().multicast().directBestEffort();

  /** Returns the view of a node that is there from now on. */
  public Node node(String name) {
    return new Node(new NodeId(name));
  }

  /** Returns the store behind the views. */
  public InMemorySessionStore store() {
    return store;
  }

  /** One node's view; closing it closes no other. */
  public final class Node implements SessionStore, Nodes {

    private final NodeId self;
    private volatile boolean current = true;

    private Node(NodeId self) {
      this.self = self;
      members.add(self);
    }

    /** Knows itself to be cut off; the others do not know yet. */
    public void cutOff() {
      current = false;
    }

    /** Is not there any more, as the others see it; tells them. */
    public void gone() {
      current = false;
      members.remove(self);
      news.tryEmitNext(self);
    }

    /** Is there again; hears of it before it counts. */
    public void back() {
      members.add(self);
      news.tryEmitNext(self);
      current = true;
    }

    @Override
    public NodeId self() {
      return self;
    }

    @Override
    public boolean isGone(NodeId node) {
      return !members.contains(node);
    }

    @Override
    public boolean isCurrent() {
      return current;
    }

    @Override
    public Flux<NodeId> changes() {
      return news.asFlux();
    }

    @Override
    public Nodes nodes() {
      return this;
    }

    @Override
    public Mono<SessionRecord> find(SessionKey key) {
      return store.find(key);
    }

    @Override
    public Mono<SessionRecord> findByHash(SecretHash hash) {
      return store.findByHash(hash);
    }

    @Override
    public Mono<Boolean> replace(SessionRecord next) {
      return store.replace(next);
    }

    @Override
    public Mono<Boolean> remove(SessionKey key, long version) {
      return store.remove(key, version);
    }

    @Override
    public Flux<SessionRecord> due(Instant until, int limit) {
      return store.due(until, limit);
    }

    @Override
    public Flux<SessionRecord> list(SessionQuery query) {
      return store.list(query);
    }

    @Override
    public Flux<SessionKey> watch() {
      return store.watch();
    }

    @Override
    public Mono<Void> close() {
      return Mono.fromRunnable(this::gone);
    }
  }
}
