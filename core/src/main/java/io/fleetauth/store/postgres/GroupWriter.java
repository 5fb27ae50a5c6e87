// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.fleetauth.session.NodeId;
import io.fleetauth.session.SessionKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

/**
 * Writes records in groups, one group at a time: those that arrive while one is under way make the
 * next one. A group that one of its rows keeps from being written is cut into halves until that one
 * is alone. A write whose outcome is not known fails.
 */
final class GroupWriter {

  private final Connections connections;
  private final NodeId self;
  private final int batch;
  private final Admission admission;
  private final Consumer<SessionKey> changed;
  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();

  /** Writes of a key that was in the group already; only touched by the run. */
  private final Queue<Waiting> held = new ArrayDeque<>();

  /** Writes that got their outcome in this group; only touched by the run. */
  private int told;

  private final Sinks.Empty<Void> idle = Sinks.empty();
  private volatile boolean closing;

  /** Writes without an outcome; who raises it from zero starts the run. */
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param changed is told each key that was written, or may have been
   */
  GroupWriter(
      Connections connections,
      NodeId self,
      int batch,
      Admission admission,
      Consumer<SessionKey> changed) {
    this.connections = connections;
    this.self = self;
    this.batch = batch;
    this.admission = admission;
    this.changed = changed;
  }

  /** Emits whether the write won. Once subscribed, it is done also when that is cancelled. */
  Mono<Boolean> write(SessionWrite write) {
    return Mono.create(sink -> offer(new Waiting(write, sink)));
  }

  private void offer(Waiting write) {
    admission.enter();
    boolean first = waiting.getAndIncrement() == 0;
    queue.add(write);
    if (first) {
      run();
    }
  }

  private void run() {
    var left = new AtomicInteger(1);
    Mono.defer(this::group)
        .doOnSuccess(done -> left.set(waiting.addAndGet(-takeTold())))
        .repeat(() -> left.get() > 0)
        .subscribe(any -> {}, idle::tryEmitError, this::tellIdle);
  }

  private int takeTold() {
    int count = told;
    told = 0;
    admission.leave(count);
    return count;
  }

  /** Completes when there is no write without an outcome. None may come from now on. */
  Mono<Void> idle() {
    return Mono.defer(
        () -> {
          closing = true;
          tellIdle();
          return idle.asMono();
        });
  }

  private void tellIdle() {
    if (closing && waiting.get() == 0) {
      idle.tryEmitEmpty();
    }
  }

  private Mono<Void> group() {
    Map<SessionWrite.Kind, List<Waiting>> kinds =
        next().stream()
            .sorted(comparing(Waiting::key))
            .collect(groupingBy(each -> each.write.kind(), TreeMap::new, toList()));
    return Flux.fromIterable(kinds.entrySet())
        .concatMap(each -> write(each.getKey(), each.getValue()))
        .then();
  }

  /** Empty when the only writes there are counted and not queued yet. */
  private Collection<Waiting> next() {
    var group = new HashMap<SessionKey, Waiting>();
    for (int i = held.size(); i > 0; i--) {
      take(held.remove(), group);
    }
    for (Waiting write = poll(group); write != null; write = poll(group)) {
      take(write, group);
    }
    return group.values();
  }

  private @Nullable Waiting poll(Map<SessionKey, Waiting> group) {
    return group.size() < batch ? queue.poll() : null;
  }

  /**
   * Of several writes of a key that expect the same version, one is tried: whether it wins or
   * loses, the others lose.
   */
  private void take(Waiting write, Map<SessionKey, Waiting> group) {
    Waiting first = group.get(write.key());
    if (first == null && group.size() < batch) {
      group.put(write.key(), write);
    } else if (first != null && first.write.expected() == write.write.expected()) {
      first.rivals.add(write);
    } else {
      held.add(write);
    }
  }

  /** In the order of their keys, so that two processes do not wait for each other. */
  private Mono<Void> write(SessionWrite.Kind kind, List<Waiting> writes) {
    List<SessionWrite> rows = writes.stream().map(each -> each.write).toList();
    return connections
        .raw(connection -> GroupStatement.run(connection, self, kind, rows))
        .doOnNext(won -> writes.forEach(each -> tell(each, won.contains(each.key()))))
        .then()
        .onErrorResume(error -> failed(kind, writes, error));
  }

  private void tell(Waiting write, boolean won) {
    told += 1 + write.rivals.size();
    if (won) {
      changed.accept(write.key());
    }
    write.sink.success(won);
    write.rivals.forEach(rival -> rival.sink.success(false));
  }

  private Mono<Void> failed(SessionWrite.Kind kind, List<Waiting> writes, Throwable error) {
    boolean ofOneRow = PostgresErrors.isOfOneRow(error);
    if (writes.size() > 1 && ofOneRow) {
      int half = writes.size() / 2;
      return write(kind, writes.subList(0, half))
          .then(Mono.defer(() -> write(kind, writes.subList(half, writes.size()))));
    }
    Throwable translated = connections.translate(error);
    return Mono.fromRunnable(() -> writes.forEach(each -> fail(each, translated, ofOneRow)));
  }

  /** Rivals of a write that the server did not take are tried themselves. */
  private void fail(Waiting write, Throwable error, boolean alone) {
    told++;
    changed.accept(write.key());
    write.sink.error(error);
    if (alone) {
      held.addAll(write.rivals);
    } else {
      write.rivals.forEach(rival -> fail(rival, error, false));
    }
  }

  /** One write on its way. */
  private static final class Waiting {

    final SessionWrite write;
    final MonoSink<Boolean> sink;
    final List<Waiting> rivals = new ArrayList<>(0);

    Waiting(SessionWrite write, MonoSink<Boolean> sink) {
      this.write = write;
      this.sink = sink;
    }

    SessionKey key() {
      return write.key();
    }
  }
}
