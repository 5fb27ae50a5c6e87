// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.mixedreality;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.StaticCredential;
import io.fleetauth.http.Response;
import io.fleetauth.http.StubServer;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.token.RefreshPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class MixedRealityStsClientTest extends StsFixture {

  private static final String CV = "x-mrc-cv";

  @Test
  void asksByTheAccountKey() {
    AccessToken token = read(withKey());

    assertThat(token.value()).startsWith("ey");
    assertThat(token.type()).isEqualTo("Bearer");
    assertThat(token.obtainedAt()).isEqualTo(Instant.EPOCH);
    assertThat(token.expiresAt()).isEqualTo(Instant.EPOCH.plus(DAY));
    StubServer.Asked asked = stub.last();
    assertThat(asked.method() + " " + asked.uri()).isEqualTo("GET " + PATH);
    assertThat(asked.headers().get("authorization")).isEqualTo("Bearer " + ACCOUNT + ":" + KEY);
    assertThat(asked.headers().get("accept")).isEqualTo("application/json");
    assertThat(asked.headers().get(CV)).matches("[A-Za-z0-9+/]{22}");
    assertThat(asked.body()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(StsScope.class)
  void asksByACredential(StsScope scope) {
    var wanted = new CopyOnWriteArrayList<CredentialRequest>();
    MixedRealityStsClient client =
        bare()
            .scope(scope)
            .credential(
                request -> {
                  wanted.add(request);
                  return Mono.just(StaticCredential.of("entra-token", Instant.MAX).token());
                })
            .build();

    read(client);

    String expected =
        scope == StsScope.ENDPOINT
            ? stub.base() + "/.default"
            : "https://sts.mixedreality.azure.com//.default";
    assertThat(wanted).containsExactly(CredentialRequest.of(expected).withContinuousAccess(true));
    assertThat(stub.last().headers().get("authorization")).isEqualTo("Bearer entra-token");
  }

  @Test
  void handsOnAGivenTokenAndAsksNobody() {
    AccessToken expired =
        new AccessToken("given", "Bearer", Scopes.NONE, Instant.MIN, Instant.MIN, null);
    MixedRealityStsClient client = bare().accessToken(expired).build();

    assertThat(read(client)).isSameAs(expired);
    assertThat(client.renew().block(WAIT)).isSameAs(expired);
    StepVerifier.create(client.tokens()).expectNext(expired).verifyComplete();
    assertThat(failure(client.tokenResponse()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("accessToken was given, the service is not asked");
    assertThat(stub.asked()).isEmpty();
  }

  @Test
  void keepsTheToken() {
    MixedRealityStsClient client = withKey();
    AccessToken first = read(client);

    assertThat(read(client)).isSameAs(first);
    assertThat(client.token(CredentialRequest.of("any")).block(WAIT)).isSameAs(first);
    assertThat(stub.asked()).hasSize(1);
    AccessToken next = client.renew().block(WAIT);
    assertThat(next).isNotEqualTo(first);
    assertThat(read(client)).isSameAs(next);
  }

  @Test
  void renewsAheadWhileTheTokenIsFollowed() {
    MixedRealityStsClient client = withKey();
    List<Instant> expiries = new CopyOnWriteArrayList<>();

    StepVerifier.create(client.tokens().map(AccessToken::expiresAt).doOnNext(expiries::add))
        .expectNext(Instant.EPOCH.plus(DAY))
        .then(() -> time.advanceTimeBy(Duration.ofHours(16))) // not before 70 percent
        .then(() -> assertThat(stub.asked()).hasSize(1))
        .then(() -> time.advanceTimeBy(Duration.ofHours(4)))
        .expectNextCount(1)
        .thenCancel()
        .verify(WAIT);

    assertThat(expiries.get(1)).isAfter(expiries.get(0));
    assertThat(stub.asked()).hasSize(2);
    assertThat(stub.asked().get(0).headers().get(CV))
        .isNotEqualTo(stub.asked().get(1).headers().get(CV));
  }

  @Test
  void renewsWithoutAReaderWhenTold() {
    MixedRealityStsClient client =
        bare().accountKey(KEY).refreshPolicy(RefreshPolicy.ALWAYS).build();
    client.renew().block(WAIT); // is no use of the token
    var asked = Sinks.<String>one();
    stub.on(
        PATH,
        (request, response) -> {
          asked.tryEmitValue("again");
          return StubServer.reply(response, 200, body(token(DAY)));
        });

    time.advanceTimeBy(Duration.ofHours(20));

    assertThat(asked.asMono().block(WAIT)).isEqualTo("again");
  }

  @Test
  void asksOnceForManyCallersOnManyThreads() {
    var gate = Sinks.<String>one();
    stub.on(
        PATH,
        (request, response) ->
            gate.asMono().flatMap(body -> Mono.from(StubServer.reply(response, 200, body))));
    MixedRealityStsClient client = withKey();
    int callers = 500;
    var waiting = new CopyOnWriteArrayList<Integer>();

    List<AccessToken> tokens =
        Flux.range(0, callers)
            .flatMap(
                caller ->
                    client
                        .token()
                        .doOnSubscribe(
                            subscription -> {
                              waiting.add(caller);
                              if (waiting.size() == callers) {
                                gate.tryEmitValue(body(token(DAY)));
                              }
                            })
                        .subscribeOn(Schedulers.parallel()),
                callers)
            .collectList()
            .block(WAIT);

    assertThat(tokens).hasSize(callers).containsOnly(tokens.get(0));
    assertThat(stub.asked()).hasSize(1);
  }

  @Test
  void showsTheWholeResponse() {
    stub.on(PATH, 200, body(token(DAY)), "MS-CV", "c3R1Yg.0");
    MixedRealityStsClient client = withKey();

    Response<AccessToken> response = client.tokenResponse().block(WAIT);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers()).containsEntry("ms-cv", "c3R1Yg.0");
    assertThat(response.value().expiresAt()).isEqualTo(Instant.EPOCH.plus(DAY));
    client.tokenResponse().block(WAIT);
    assertThat(stub.asked()).hasSize(2);
    assertThat(stub.asked().get(0).headers().get(CV))
        .isNotEqualTo(stub.asked().get(1).headers().get(CV));
  }

  @Test
  void speaksTheVersionThatIsAskedFor() {
    stub.on("/Accounts/" + ACCOUNT + "/token?api-version=2030-01-01", 200, body(token(DAY)));

    assertThat(read(bare().accountKey(KEY).apiVersion("2030-01-01").build())).isNotNull();
  }

  /** Where the client of the Azure SDK for Java gives up: text that is not the same in base64. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"exp\":86400}|86400",
        "{\"exp\":\"86400\",\"a\":\"??>>~~\"}|86400",
        "{\"exp\":86400.9}|86400"
      })
  void readsTheExpiryOfTheJwt(String claims, long seconds) {
    stub.on(PATH, 200, body(jwt(claims)));

    assertThat(read(withKey()).expiresAt()).isEqualTo(Instant.ofEpochSecond(seconds));
  }

  @Test
  void aCredentialThatGivesNothingIsAnError() {
    MixedRealityStsClient client = bare().credential(request -> Mono.empty()).build();

    assertThat(failure(client.tokenResponse()))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessage("no token was given");
  }

  @Test
  void isOfNoUseOnceClosed() {
    MixedRealityStsClient client = withKey();
    read(client);
    client.close();

    assertThat(failure(client.token())).isInstanceOf(EngineClosedException.class);
    assertThat(failure(client.renew())).isInstanceOf(EngineClosedException.class);
    assertThat(failure(client.tokenResponse())).isInstanceOf(EngineClosedException.class);
    assertThat(stub.asked()).hasSize(1);
  }
}
