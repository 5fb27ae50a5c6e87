// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.http.StubServer.Asked;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;

class TraceContextTest extends HttpFixture {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
  private static final TraceContext CONTEXT = TraceContext.of(PARENT, "vendor=1");

  @Test
  void eachTryHasASpanOfItsOwn() {
    stub.on("/thing", 503, "{}");
    var transport = HttpTransport.of(options(), CLOCK, Schedulers.parallel());
    var request = ServiceRequest.of("thing", "GET", URI.create(stub.base() + "/thing"));

    transport.service().send(request, RequestSigner.NONE).contextWrite(CONTEXT::in).block(WAIT);

    List<String> parents = stub.asked().stream().map(TraceContextTest::parent).toList();
    assertThat(parents)
        .hasSize(3)
        .doesNotHaveDuplicates()
        .doesNotContain(PARENT)
        .allMatch(parent -> parent.matches("00-" + TRACE + "-(?!0{16})[0-9a-f]{16}-01"));
    assertThat(stub.asked()).allMatch(a -> "vendor=1".equals(a.headers().get("tracestate")));
    transport.close().block(WAIT);
  }

  @Test
  void postsToAnAuthorizationServerBelongToTheTraceToo() {
    stub.on("/token", 200, TOKENS);

    client().tokens().exchange(REFRESH).contextWrite(TraceContext.of(PARENT, null)::in).block(WAIT);

    assertThat(parent(stub.last())).contains(TRACE);
    assertThat(stub.last().headers().contains("tracestate")).isFalse();
  }

  @Test
  void aCallWithoutATraceSendsNone() {
    stub.on("/token", 200, TOKENS);

    client().tokens().exchange(REFRESH).block(WAIT);

    assertThat(stub.last().headers().contains("traceparent")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more"
      })
  void refusesWhatIsNoTrace(String parent) {
    assertThatThrownBy(() -> TraceContext.of(parent, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("traceparent is malformed");
  }

  @Test
  void readsLaterVersionsAndRefusesAStateThatIsNoHeader() {
    assertThat(TraceContext.of(PARENT.replaceFirst("00", "cc") + "-later", null))
        .isEqualTo(TraceContext.of(PARENT, null));
    assertThatThrownBy(() -> TraceContext.of(PARENT, "a=1\r\nx: y"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tracestate is malformed");
  }

  private static HttpOptions options() {
    var fast = new Retries(2, Duration.ofMillis(1), Duration.ofMillis(2));
    return HttpOptions.DEFAULTS.withRetries(fast);
  }

  private static String parent(Asked asked) {
    return asked.headers().get("traceparent");
  }
}
