// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static io.fleetauth.session.SessionStoreContract.NOW;
import static io.fleetauth.session.SessionStoreContract.key;
import static io.fleetauth.session.SessionStoreContract.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.observe.EngineObserver;
import io.fleetauth.session.InMemorySessionStore;
import io.fleetauth.session.SecretHash;
import io.fleetauth.session.SessionQuery;
import io.fleetauth.session.SessionStore;
import io.fleetauth.session.SessionStoreContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class ObservedSessionStoreTest implements SessionStoreContract {

  final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  final List<String> told = new ArrayList<>();
  final SessionStore origin = new InMemorySessionStore();
  final SessionStore store = new ObservedSessionStore(origin, new Notes(), time);

  @Override
  public SessionStore store() {
    return store;
  }

  private final class Notes implements EngineObserver {
    @Override
    public synchronized void stored(String operation, String outcome, Duration took) {
      told.add(operation + " " + outcome + " " + took.toMillis());
    }
  }

  private static void run(Mono<?> call) {
    call.subscribe(value -> {}, error -> {});
  }

  @Test
  void tellsHowEachCallEnded() {
    run(store.replace(record(key("a"), 1)));
    run(store.replace(record(key("a"), 1)));
    run(store.find(key("a")));
    run(store.find(key("nobody")));
    run(store.findByHash(SecretHash.of("nothing")));
    run(store.due(NOW, 1).then());
    run(store.list(new SessionQuery(null, null, null, null, 1)).then());
    run(store.remove(key("a"), 1));
    run(store.remove(key("a"), 1));
    origin.close().block();
    run(store.find(key("a")));
    run(store.replace(record(key("a"), 1)));
    run(store.due(NOW, 1).then());

    assertThat(told)
        .containsExactly(
            "replace ok 0",
            "replace lost 0",
            "find ok 0",
            "find ok 0",
            "find-by-hash ok 0",
            "due ok 0",
            "list ok 0",
            "remove ok 0",
            "remove lost 0",
            "find error 0",
            "replace error 0",
            "due error 0");
  }

  @Test
  void timesFromSubscriptionToOutcome() {
    var replace = store.replace(record(key("a"), 1));
    time.advanceTimeBy(Duration.ofSeconds(5));
    origin.watch().subscribe(key -> time.advanceTimeBy(Duration.ofMillis(7)));
    run(replace);

    assertThat(told).containsExactly("replace ok 7");
  }
}
