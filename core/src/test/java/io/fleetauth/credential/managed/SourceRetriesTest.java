// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.credential.Environment;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.scheduler.VirtualTimeScheduler;

/** When a source is asked again: the rule as a table, then seen over HTTP in virtual time. */
class SourceRetriesTest extends ManagedFixture {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "IMDS, 404, -, 1 2 4",
        "IMDS, 408, -, 1 2 4",
        "IMDS, 429, -, 1 2 4",
        "IMDS, 500, -, 1 2 4",
        "IMDS, 502, -, 1 2 4",
        "IMDS, 599, -, 1 2 4",
        "IMDS, 410, -, 10 10 10 10 10 10 10",
        "IMDS, 429, 7, 7 7 7",
        "IMDS, 429, 61, ''",
        "IMDS, 0, -, 1 2 4",
        "APP_SERVICE, 404, -, 1 1 1",
        "ARC, 503, -, 1 1 1",
        "SERVICE_FABRIC, 429, 5, 5 5 5"
      })
  void waits(Platform platform, int status, Integer asked, String expected) {
    Duration wish = asked == null ? null : Duration.ofSeconds(asked);
    var waits = new ArrayList<String>();
    for (int attempt = 1; attempt < 20; attempt++) {
      Duration wait = SourceRetries.before(platform, status, attempt, wish);
      if (wait == null) {
        break;
      }
      waits.add("" + wait.toSeconds());
    }
    assertThat(String.join(" ", waits)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "IMDS, 404 408 410 429 500 501 502 503 504, 200 400 401 403",
    "APP_SERVICE, 404 408 429 500 503 504, 200 400 401 403 410 501 502"
  })
  void knowsWhatPasses(Platform platform, String passing, String lasting) {
    assertThat(Stream.of(passing.split(" ")))
        .allMatch(status -> SourceRetries.mayPass(platform, Integer.parseInt(status)));
    assertThat(Stream.of(lasting.split(" ")))
        .noneMatch(status -> SourceRetries.mayPass(platform, Integer.parseInt(status)));
  }

  @Test
  void waitsAMinuteWhileImdsIsBeingUpdated() throws Exception {
    assertThat(waitsUntilTheToken(410, 7))
        .hasSize(7)
        .allMatch(wait -> wait.compareTo(Duration.ofSeconds(10)) >= 0);
  }

  @Test
  void doublesTheWaitForBusyImds() throws Exception {
    List<Duration> waits = waitsUntilTheToken(503, 3);

    assertThat(waits).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(waits.get(i)).isGreaterThanOrEqualTo(Duration.ofSeconds(1L << i));
    }
  }

  /** Returns the waits between the requests; the token comes after {@code failures} of them. */
  private List<Duration> waitsUntilTheToken(int status, int failures) throws Exception {
    var time = VirtualTimeScheduler.create();
    var asked = new CopyOnWriteArrayList<Long>();
    String token = "{\"access_token\":\"at\",\"expires_in\":3600}";
    platform.rule(
        request -> {
          asked.add(time.now(TimeUnit.MILLISECONDS));
          boolean failing = asked.size() <= failures;
          return new IdentityDouble.Answer(failing ? status : 200, failing ? "" : token);
        });
    var hour = Duration.ofHours(1);
    var patient = HttpOptions.DEFAULTS.withTimeouts(new HttpOptions.Timeouts(hour, hour, hour));
    var virtual = HttpTransport.of(patient, new VirtualClock(time), time);
    CompletableFuture<AccessToken> future =
        ManagedIdentityCredential.builder(virtual)
            .environment(new Environment(imds()))
            .arc(disk.resolve("himds"), disk)
            .build()
            .token(VAULT)
            .toFuture();
    advanceUntil(time, future);
    virtual.close().block(WAIT);
    return waits(asked);
  }

  private static void advanceUntil(VirtualTimeScheduler time, CompletableFuture<?> done)
      throws Exception {
    for (int step = 0; step < 2000; step++) {
      time.advanceTimeBy(Duration.ofMillis(100));
      try {
        done.get(2, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        continue;
      }
    }
    throw new AssertionError("no token in virtual time");
  }

  private static List<Duration> waits(List<Long> asked) {
    var waits = new ArrayList<Duration>();
    for (int i = 1; i < asked.size(); i++) {
      waits.add(Duration.ofMillis(asked.get(i) - asked.get(i - 1)));
    }
    return waits;
  }

  @Test
  void asksAnUnreachableSourceOnce() {
    platform.close();
    var gone = on(Map.of("MSI_ENDPOINT", platform.base())).build();

    assertThat(failure(gone.token(VAULT))).hasMessageContaining("nothing answers as Cloud Shell");
  }
}
