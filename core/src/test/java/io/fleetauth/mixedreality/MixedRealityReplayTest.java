// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.mixedreality;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.Response;
import io.fleetauth.http.Retries;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.recordings.Recorded;
import io.fleetauth.recordings.Recorded.Answer;
import io.fleetauth.recordings.Recording;
import io.fleetauth.recordings.Recordings;
import io.fleetauth.recordings.ReplayServer;
import io.fleetauth.recordings.SameRequest;
import io.fleetauth.recordings.Sent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** Our client sends what the recorded clients sent, and takes what the real service answered. */
class MixedRealityReplayTest {

  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final String ACCOUNT = "68321d5a-7978-4ceb-b880-0f49751daae9";
  private static final Instant NOW = Instant.parse("2020-12-14T20:45:00Z");

  /** The recorder of Java left out the headers of requests, that of .NET hid the token. */
  private static final String JAVA = "java__5b8c87e2__MixedRealityStsClientTests.getToken[1].json";

  private static final String NET = "net__45c1dfab__MixedRealityStsClientLiveTests.GetToken.json";

  /** With the expiry that the token in Java's recording has. */
  private static final String TOKEN = StsFixture.jwt("{\"exp\":1607978983}");

  private static final ReplayServer server = new ReplayServer();
  private final HttpTransport transport =
      HttpTransport.of(server.options(), Clock.fixed(NOW, ZoneOffset.UTC), Schedulers.parallel());

  @AfterEach
  void closeTransport() {
    transport.close().block(WAIT);
  }

  @AfterAll
  static void closeServer() {
    server.close();
  }

  @Test
  void noRecordingIsForgotten() {
    assertThat(Recordings.in("mixedreality"))
        .extracting(Recording::name)
        .containsExactlyInAnyOrder(JAVA, NET);
  }

  @Test
  void whatJavaRecorded() {
    Recorded recorded = recorded(JAVA);

    Response<AccessToken> response = replay(recorded);

    assertThat(recorded.headers()).isEmpty();
    assertThat(recorded.answer().body()).contains("\"" + response.value().value() + "\"");
    assertThat(response.value().expiresAt()).isEqualTo(Instant.ofEpochSecond(1_607_978_983));
    assertThat(response.headers()).containsEntry("ms-cv", "x90MDbFOkUeYcLGnQTzs3w.0");
    AccessToken kept = client(recorded).token().block(WAIT);
    assertThat(kept).isEqualTo(response.value());
  }

  @Test
  void whatNetRecorded() {
    Recorded recorded = recorded(NET);

    Response<AccessToken> response = replay(unhidden(recorded));

    SameRequest.of(recorded, sent()).headers("accept", "authorization");
    assertThat(List.of(recorded.headers(), sent().headers()))
        .allSatisfy(headers -> assertThat(headers.get("x-mrc-cv")).matches("[A-Za-z0-9+/]{22}"));
    assertThat(response.value().value()).isEqualTo(TOKEN);
    assertThat(response.headers())
        .containsEntry("ms-cv", "/FIUNbCocEW8P13M3ILYDQ.0")
        .containsEntry("cache-control", "no-store, no-cache");
  }

  @Test
  void aTokenThatIsNoneIsRefusedAsInNet() {
    MixedRealityStsClient client = client(recorded(NET));

    assertThat(StsFixture.failure(client.tokenResponse()))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining("correlation /FIUNbCocEW8P13M3ILYDQ.0")
        .hasMessageEndingWith("AccessToken is not a JWT that says when it expires");
  }

  private static Recorded recorded(String name) {
    List<Recorded> operations =
        Recordings.in("mixedreality").stream()
            .filter(recording -> recording.name().equals(name))
            .findFirst()
            .orElseThrow()
            .operations();
    assertThat(operations).hasSize(1);
    return operations.get(0);
  }

  private static Recorded unhidden(Recorded recorded) {
    Answer answer = recorded.answer();
    assertThat(answer.body()).isEqualTo("{\"AccessToken\":\"Sanitized\"}");
    return new Recorded(
        recorded.method(),
        recorded.uri(),
        recorded.headers(),
        recorded.body(),
        new Answer(answer.status(), answer.headers(), answer.body().replace("Sanitized", TOKEN)));
  }

  private MixedRealityStsClient client(Recorded recorded) {
    server.play(List.of(recorded));
    return MixedRealityStsClient.builder(transport)
        .accountId(ACCOUNT)
        .accountDomain("mixedreality.azure.com")
        .accountKey("bm8gcmVhbCBrZXk=")
        .retries(Retries.NONE)
        .build();
  }

  private Response<AccessToken> replay(Recorded recorded) {
    Response<AccessToken> response = client(recorded).tokenResponse().block(WAIT);
    SameRequest.of(recorded, sent());
    assertThat(sent().body()).isEqualTo(recorded.body()).isEmpty();
    assertThat(response.status()).isEqualTo(recorded.answer().status());
    Map<String, List<String>> headers = recorded.answer().headers();
    headers.forEach(
        (name, values) -> assertThat(response.headers()).containsEntry(name, values.get(0)));
    return response;
  }

  private static Sent sent() {
    assertThat(server.sent()).hasSize(1);
    return server.sent().get(0);
  }
}
