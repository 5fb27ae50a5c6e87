// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.mixedreality;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.credential.StaticCredential;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpOptions.Timeouts;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.Retries;
import io.fleetauth.http.ServiceException;
import io.fleetauth.http.StubServer;
import io.fleetauth.http.StubServer.Asked;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.MalformedResponseException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What goes wrong comes out as a typed error that names the exchange, and no secret. */
class MixedRealityFailuresTest extends StsFixture {

  private static final Retries QUICK = new Retries(3, Duration.ofMillis(1), Duration.ofSeconds(5));

  private static final HttpOptions HASTY =
      HttpOptions.DEFAULTS.withTimeouts(
          new Timeouts(Duration.ofSeconds(2), Duration.ofMillis(200), Duration.ofSeconds(2)));

  private final HttpTransport real =
      HttpTransport.of(HASTY, Clock.systemUTC(), Schedulers.parallel());

  @AfterEach
  void closeReal() {
    real.close().block(WAIT);
  }

  private MixedRealityStsClient patient() {
    return bare(real).accountKey(KEY).retries(QUICK).build();
  }

  private static ServiceException refusal(MixedRealityStsClient client) {
    return refusal(client.token());
  }

  private static ServiceException refusal(Mono<?> call) {
    Throwable failure = failure(call);
    assertThat(failure).isInstanceOf(ServiceException.class).hasNoCause();
    assertHidden(failure);
    return (ServiceException) failure;
  }

  private static void assertHidden(Throwable failure) {
    assertThat(failure.toString()).doesNotContain(KEY, "YWNjb3VudA==", "entra-token");
  }

  @Test
  void aRefusalTellsAllThatTheServiceSaid() {
    stub.on(
        PATH,
        401,
        "{\"error\":{\"code\":\"Unauthorized\",\"message\":\"The key "
            + KEY
            + " is wrong.\",\"target\":\"accountKey\"}}",
        "MS-CV",
        "/FIUNbCocEW8P13M3ILYDQ.0",
        "x-ms-request-id",
        "request-1",
        "WWW-Authenticate",
        "Bearer error=\"invalid_token\"");

    ServiceException failure = refusal(withKey());

    assertThat(failure.status()).isEqualTo(401);
    assertThat(failure.code()).isEqualTo("Unauthorized");
    assertThat(failure.serviceMessage()).isEqualTo("The key [redacted] is wrong.");
    assertThat(failure.target()).isEqualTo("accountKey");
    assertThat(failure.requestId()).isEqualTo("request-1");
    assertThat(failure.correlationId()).isEqualTo("/FIUNbCocEW8P13M3ILYDQ.0");
    assertThat(failure.retryAfter()).isNull();
    assertThat(stub.asked()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          400 | {"error":{"code":"BadRequest","message":"No."}} | BadRequest | No.
          401 | ''                    | -    | Bearer error="invalid_token"
          403 | <html>no</html>       | -    | Bearer error="invalid_token"
          404 | {"error":"not_found"} | not_found | -
          201 | {"AccessToken":"x"}   | -    | Bearer error="invalid_token"
          302 | ''                    | -    | Bearer error="invalid_token"
          """)
  void everyStatusButOkIsARefusal(int status, String body, String code, String words) {
    stub.on(
        PATH, status, body, "WWW-Authenticate", "Bearer error=\"invalid_token\"", "MS-CV", "c.0");

    ServiceException failure = refusal(withKey());

    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.serviceMessage()).isEqualTo(words);
    assertThat(failure)
        .hasMessageStartingWith("Mixed Reality token of 127.0.0.1:")
        .hasMessageContaining("(HTTP " + status + ", correlation c.0)");
  }

  static List<String> answersWithoutAToken() {
    return List.of(
        "",
        "<html>eyJ</html>",
        "{\"AccessToken\":\"eyJ",
        "[]",
        "{}",
        "{\"accessToken\":\"eyJ\"}",
        "{\"AccessToken\":null}",
        "{\"AccessToken\":7}",
        "{\"AccessToken\":\" \"}",
        "{\"AccessToken\":\"eyJ\\n\"}",
        body("eyJ-opaque"),
        body("eyJ.only-two"),
        body("eyJ.%%.x"),
        body("eyJ..x"),
        body(jwt("x")),
        body(jwt("[]")),
        body(jwt("{}")),
        body(jwt("{\"exp\":null}")),
        body(jwt("{\"exp\":\"soon\"}")),
        body(jwt("{\"exp\":0}")),
        body(jwt("{\"exp\":-1}")),
        body(jwt("{\"exp\":1e300}")));
  }

  @ParameterizedTest
  @MethodSource("answersWithoutAToken")
  void anAnswerWithoutATokenIsMalformed(String body) {
    stub.on(PATH, 200, body, "MS-CV", "c.0");

    Throwable failure = failure(withKey().token());

    assertThat(failure)
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining("Mixed Reality token of 127.0.0.1:")
        .hasMessageContaining("correlation c.0")
        .hasMessageNotContaining("eyJ")
        .hasNoCause();
    assertThat(stub.asked()).hasSize(1);
  }

  @Test
  void anExpiredTokenIsNotHandedOut() {
    time.advanceTimeBy(DAY);
    stub.on(PATH, 200, body(jwt("{\"exp\":86400}")));

    assertThat(failure(withKey().token()))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessage("the token that was given is expired");
    assertThat(withKey().tokenResponse().block(WAIT).value().expiresAt())
        .isEqualTo(Instant.EPOCH.plus(DAY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "text/html", ""})
  void theContentTypeDoesNotMatter(String type) {
    stub.on(PATH, 200, body(token(DAY)), "Content-Type", type);

    assertThat(read(withKey())).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void whatMayPassIsTriedAgainUnderTheSameVector(int status) {
    stub.on(PATH, status, "{\"error\":{\"code\":\"Busy\"}}");

    ServiceException failure = refusal(patient().tokenResponse()); // the memory would ask again

    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.code()).isEqualTo("Busy");
    assertThat(failure.retryAfter()).isNull();
    assertThat(stub.asked()).hasSize(4);
    assertThat(stub.asked().stream().map(asked -> asked.headers().get("x-mrc-cv")).distinct())
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"429, Retry-After, 0", "503, retry-after-ms, 5", "429, x-ms-retry-after-ms, 5"})
  void comesBackWhenTheServiceSays(int status, String header, String value) {
    var asked = new AtomicInteger();
    stub.on(
        PATH,
        (request, response) ->
            asked.incrementAndGet() < 3
                ? StubServer.reply(response, status, "", header, value)
                : StubServer.reply(response, 200, body(fresh())));

    assertThat(read(patient())).isNotNull();
    assertThat(asked).hasValue(3);
  }

  private static String fresh() {
    return jwt("{\"exp\":" + Instant.now().plus(DAY).getEpochSecond() + "}");
  }

  @Test
  void leavesAServiceInPeaceForAsLongAsItAsks() {
    stub.on(PATH, 429, "", "Retry-After", "120");
    MixedRealityStsClient client = bare().accountKey(KEY).retries(Retries.DEFAULTS).build();

    assertThat(refusal(client).retryAfter()).isEqualTo(Duration.ofMinutes(2));
    time.advanceTimeBy(Duration.ofSeconds(119));
    assertThat(refusal(client).status()).isEqualTo(429);
    assertThat(stub.asked()).hasSize(1);

    stub.on(PATH, 200, body(token(DAY)));
    time.advanceTimeBy(Duration.ofSeconds(3));
    assertThat(read(client)).isNotNull();
  }

  @Test
  void aServiceThatIsSilentOrGoneIsAnIoError() {
    stub.on(PATH, (request, response) -> Mono.never());
    MixedRealityStsClient client = bare(real).accountKey(KEY).build();

    Throwable silent = failure(client.tokenResponse());
    stub.close();
    Throwable gone = failure(client.tokenResponse());

    assertThat(silent).isInstanceOf(IOException.class).hasMessageContaining("in time");
    assertThat(gone).isInstanceOf(IOException.class).hasMessageStartingWith("can not connect to");
    assertHidden(silent);
    assertHidden(gone);
  }

  @Test
  void aClaimsChallengeIsAnsweredOnce() {
    String claims = "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"1\"}}}";
    String encoded = Base64.getEncoder().encodeToString(claims.getBytes());
    String challenge =
        "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"" + encoded + "\"";
    stub.on(PATH, 401, "", "WWW-Authenticate", challenge);
    var wanted = new CopyOnWriteArrayList<CredentialRequest>();
    MixedRealityStsClient client = bare().credential(request -> entra(wanted, request)).build();

    assertThat(refusal(client).status()).isEqualTo(401);

    assertThat(wanted).hasSize(2);
    assertThat(wanted.get(0).claims()).isNull();
    assertThat(wanted.get(1)).isEqualTo(wanted.get(0).withClaims(claims));
    List<Asked> asked = stub.asked();
    assertThat(asked.get(0).headers().get("authorization")).isEqualTo("Bearer entra-token-1");
    assertThat(asked.get(1).headers().get("authorization")).isEqualTo("Bearer entra-token-2");
    assertThat(asked.get(0).headers().get("x-mrc-cv"))
        .isEqualTo(asked.get(1).headers().get("x-mrc-cv"));
  }

  private static Mono<AccessToken> entra(
      List<CredentialRequest> wanted, CredentialRequest request) {
    wanted.add(request);
    return Mono.just(StaticCredential.of("entra-token-" + wanted.size(), Instant.MAX).token());
  }

  @Test
  void aCredentialThatFailsIsAskedOnceAndItsErrorComesThrough() {
    var asked = new AtomicInteger();
    var unavailable = new CredentialUnavailableException("nobody is signed in");
    MixedRealityStsClient client =
        bare(real)
            .retries(QUICK)
            .credential(
                request -> {
                  asked.incrementAndGet();
                  return Mono.error(
                      asked.get() == 1 ? unavailable : new IOException("no answer of Entra"));
                })
            .build();

    assertThat(failure(client.tokenResponse())).isSameAs(unavailable);
    assertThat(failure(client.tokenResponse())).hasMessage("no answer of Entra");
    assertThat(asked).hasValue(2);
    assertThat(stub.asked()).isEmpty();
  }
}
