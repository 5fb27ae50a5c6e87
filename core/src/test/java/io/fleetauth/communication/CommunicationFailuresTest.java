// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpOptions.Timeouts;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.Retries;
import io.fleetauth.http.ServiceException;
import io.fleetauth.http.StubServer;
import io.fleetauth.oauth.MalformedResponseException;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What goes wrong comes out as the promised error, soon, and without a secret. */
class CommunicationFailuresTest extends CommunicationFixture {

  private static final String ISSUE = USER_PATH + "/:issueAccessToken" + QUERY;

  private Mono<?> issued() {
    return signed().retries(Retries.NONE).build().token(USER, CHAT, null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          401 | IdentityNotOwned   | Provided identity doesn't belong to the resource. | none
          400 | ValidationError    | Invalid scopes - Scopes field is required.        | scopes
          400 | ValidationError    | ExpiresInMinutes value 59 is invalid. Value must be within the [60, 1440] interval. | ExpiresInMinutes
          401 | InvalidAccessToken | Provided access token is not valid.               | none
          400 | ValidationError    | AppId: The AppId field is required.               | AppId
          400 | ValidationError    | Provided AppId has invalid format.                | appId
          400 | ValidationError    | AAD application is not the expected one.          | appId
          400 | ValidationError    | Provided UserId has invalid format.               | userId
          401 | Denied             | Denied by the resource provider.                  | none
          400 | UnsupportedApiVersion | The HTTP resource does not support the API version. | none
          """)
  void refusalSaysWhatTheServiceSaid(int status, String code, String words, String target) {
    String member = target == null ? "" : ",\"target\":\"" + target + "\"";
    String error =
        "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + words + "\"" + member + "}}";
    stub.on(ISSUE, status, error, "MS-CV", "cv.1", "x-ms-client-request-id", "id-1");

    var failure = (ServiceException) failure(issued());

    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.serviceMessage()).isEqualTo(words);
    assertThat(failure.target()).isEqualTo(target);
    assertThat(failure.requestId()).isEqualTo("id-1");
    assertThat(failure.correlationId()).isEqualTo("cv.1");
    assertThat(failure.retryAfter()).isNull();
    assertThat(failure.getMessage()).contains("HTTP " + status, code, words, "id-1", "cv.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                          | is empty
          <html>busy</html>                           | is not JSON
          {"token":                                   | is not JSON
          [1]                                         | is not a JSON object
          {}                                          | expiresOn is missing
          {"expiresOn":"2030-01-01T00:00:00+00:00"}   | token is missing
          {"expiresOn":"2030-01-01T00:00:00+00:00","token":7}  | token is not a string or empty
          {"expiresOn":"2030-01-01T00:00:00+00:00","token":""} | token is not a string or empty
          {"expiresOn":"2030-01-01T00:00:00","token":"secret-token"} | expiresOn is not a time with an offset
          {"expiresOn":"tomorrow","token":"secret-token"}            | expiresOn is not a time with an offset
          {"expiresOn":1893456000,"token":"secret-token"}            | expiresOn is not a string or empty
          """)
  void answerThatMakesNoSenseIsMalformed(String body, String problem) {
    stub.on(ISSUE, 200, body);

    Throwable failure = failure(issued());

    assertThat(failure)
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining("communication token of 127.0.0.1:")
        .hasMessageContaining(problem);
    assertThat(failure.getMessage()).doesNotContain("secret-token");
  }

  @ParameterizedTest
  @CsvSource({"200", "202", "204"})
  void otherSuccessIsNone(int status) {
    stub.on("/identities" + QUERY, (q, r) -> r.status(status).send());

    var failure = (ServiceException) failure(signed().build().createUser());

    assertThat(failure.status()).isEqualTo(status);
  }

  @Test
  void otherContentTypeIsReadAllTheSame() {
    stub.on(
        "/identities" + QUERY,
        (q, r) ->
            r.status(201)
                .header("content-type", "text/plain")
                .sendString(Mono.just("{\"identity\":{\"id\":\"8:acs:r_u\"}}")));

    assertThat(signed().build().createUser().block(WAIT)).isEqualTo(USER);
  }

  @Test
  void errorsInOtherShapesKeepTheirStatus() {
    stub.on(ISSUE, 502, "<html>" + KEY + "</html>");

    var failure = (ServiceException) failure(issued());

    assertThat(failure.status()).isEqualTo(502);
    assertThat(failure.code()).isNull();
    assertThat(failure.getMessage()).doesNotContain(KEY);
  }

  @Test
  void serviceThatRepeatsWhatItGotGivesNothingAway() {
    stub.on(
        "/teamsUser/:exchangeAccessToken" + QUERY,
        (request, response) ->
            StubServer.reply(
                response,
                401,
                "{\"error\":{\"code\":\"Denied\",\"message\":\"no teams-secret-token nor "
                    + request.requestHeaders().get("authorization").split("Signature=")[1]
                    + "\"}}"));

    Throwable failure =
        failure(
            signed().build().tokenForTeamsUser(new TeamsUserToken("teams-secret-token", "a", "u")));

    String signature = stub.last().headers().get("authorization").split("Signature=")[1];
    assertThat(failure).isInstanceOf(ServiceException.class).hasMessageContaining("Denied");
    assertThat(failure.getMessage()).doesNotContain("teams-secret-token", signature);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          429 | 7    | 7000
          429 | none | none
          503 | 7    | 7000
          500 | none | none
          """)
  void busyServiceIsAnErrorInTheEnd(int status, String retryAfter, Long millis) {
    String[] headers =
        retryAfter == null ? new String[0] : new String[] {"Retry-After", retryAfter};
    stub.on(ISSUE, status, "{}", headers);

    var failure = (ServiceException) failure(issued());

    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.retryAfter()).isEqualTo(millis == null ? null : Duration.ofMillis(millis));
  }

  @Test
  void repetitionsAreSignedAnewUnderTheSameRequestId() {
    HttpTransport real =
        HttpTransport.of(HttpOptions.DEFAULTS, Clock.systemUTC(), Schedulers.parallel());
    stub.on(
        ISSUE,
        (q, r) ->
            stub.asked().size() < 3
                ? StubServer.reply(r, 503, "{}", "retry-after-ms", "5")
                : StubServer.reply(
                    r, 200, "{\"token\":\"t\",\"expiresOn\":\"2030-01-01T00:00:00Z\"}"));

    var client =
        CommunicationIdentityClient.builder(real)
            .endpoint(endpoint())
            .accessKey(AccessKey.of(KEY))
            .build();
    assertThat(client.token(USER, CHAT, null).block(WAIT).value()).isEqualTo("t");

    List<String> ids =
        stub.asked().stream().map(a -> a.headers().get("x-ms-client-request-id")).toList();
    assertThat(ids).hasSize(3);
    assertThat(ids).containsOnly(ids.get(0));
    real.close().block(WAIT);
  }

  @Test
  void silenceIsAnError() {
    var brief = new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(5));
    HttpTransport impatient = HttpTransport.create(HttpOptions.DEFAULTS.withTimeouts(brief));
    stub.on(ISSUE, (q, r) -> Mono.never());
    var client =
        CommunicationIdentityClient.builder(impatient)
            .endpoint(endpoint())
            .accessKey(AccessKey.of(KEY))
            .retries(Retries.NONE)
            .build();

    assertThat(failure(client.token(USER, CHAT, null)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no answer from 127.0.0.1:");
    impatient.close().block(WAIT);
  }

  @Test
  void nobodyThereIsAnError() {
    URI nobody = endpoint();
    stub.close();

    assertThat(failure(signed().endpoint(nobody).retries(Retries.NONE).build().createUser()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("can not connect to 127.0.0.1:");
  }

  @Test
  void failureOfTheCredentialComesThrough() {
    var client =
        builder().credential(request -> Mono.error(new IllegalStateException("no one"))).build();

    assertThatThrownBy(() -> client.createUser().block(WAIT)).hasMessageContaining("no one");
    assertThat(stub.asked()).isEmpty();
  }
}
