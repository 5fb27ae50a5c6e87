// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class HandoverTest {

  private static final AccessToken TOKEN =
      new AccessToken(
          "t", "Bearer", Scopes.of("read"), Instant.EPOCH, Instant.EPOCH.plusSeconds(60), null);

  @Test
  void nothingComesBeforeItIsAskedFor() {
    StepVerifier.create(handover(), 0)
        .expectSubscription()
        .thenRequest(1)
        .expectNext(TOKEN)
        .verifyComplete();
  }

  @Test
  void tokenComesOnceHoweverOftenItIsAskedFor() {
    var reader = new Recorder();
    handover().subscribe(reader);

    reader.request(1);
    reader.request(5);

    assertThat(reader.seen).containsExactly(TOKEN, "complete");
  }

  @Test
  void whoCancelsGetsNothing() {
    var reader = new Recorder();
    handover().subscribe(reader);

    reader.cancel();
    reader.subscription.request(1);

    assertThat(reader.seen).isEmpty();
  }

  @Test
  void whoHasEnoughIsNotToldOfTheEnd() {
    var reader =
        new Recorder() {
          @Override
          protected void hookOnNext(AccessToken token) {
            super.hookOnNext(token);
            subscription.cancel();
          }
        };
    handover().subscribe(reader);

    reader.subscription.request(1);

    assertThat(reader.seen).containsExactly(TOKEN);
  }

  @Test
  void askingForNothingIsIgnored() {
    var reader = new Recorder();
    handover().subscribe(reader);

    reader.subscription.request(0);

    assertThat(reader.seen).isEmpty();
  }

  private static Mono<AccessToken> handover() {
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super AccessToken> reader) {
        reader.onSubscribe(new Handover(reader, TOKEN));
      }
    };
  }

  private static class Recorder extends BaseSubscriber<AccessToken> {

    final List<Object> seen = new ArrayList<>();
    Subscription subscription;

    @Override
    protected void hookOnSubscribe(Subscription upstream) {
      subscription = upstream;
    }

    @Override
    protected void hookOnNext(AccessToken token) {
      seen.add(token);
    }

    @Override
    protected void hookOnComplete() {
      seen.add("complete");
    }
  }
}
