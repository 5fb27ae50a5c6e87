// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fleetauth.credential.StaticCredential;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.Response;
import io.fleetauth.http.Retries;
import io.fleetauth.http.ServiceCall;
import io.fleetauth.http.ServiceException;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.recordings.Recorded;
import io.fleetauth.recordings.Recording;
import io.fleetauth.recordings.Recordings;
import io.fleetauth.recordings.ReplayServer;
import io.fleetauth.recordings.SameRequest;
import io.fleetauth.recordings.Sent;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends what real clients sent, and makes of the real answers what they mean. Every recording is
 * replayed, each of its operations; the index of the recordings tells that none is missing.
 */
class CommunicationRecordingsTest {

  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final AccessKey KEY = AccessKey.of("YWNjZXNzLWtleS1udW1iZXItb25lLTAxMjM0NTY3ODk=");

  /** The only format without bodies; which one it was follows from the answer. */
  private static final String WITHOUT_BODIES = "java__";

  private static final ReplayServer server = new ReplayServer();
  private static final HttpTransport transport =
      HttpTransport.of(server.options(), Clock.systemUTC(), Schedulers.parallel());

  @AfterAll
  static void close() {
    transport.close().block(WAIT);
    server.close();
  }

  @TestFactory
  List<DynamicTest> all() {
    return Recordings.in("communication").stream()
        .map(recording -> dynamicTest(recording.name(), () -> replay(recording)))
        .toList();
  }

  @Test
  void noneIsMissing() throws IOException {
    var replayed = new TreeSet<String>();
    for (Recording recording : Recordings.in("communication")) {
      for (int entry = 0; entry < recording.operations().size(); entry++) {
        replayed.add("communication/" + recording.name() + " " + entry);
      }
    }
    var listed = new TreeSet<String>();
    for (String line : Files.readAllLines(Recordings.file("INDEX.tsv"))) {
      if (line.startsWith("communication/")) {
        String[] columns = line.split("\t");
        listed.add(columns[0] + " " + columns[1]);
      }
    }
    assertThat(replayed).isEqualTo(listed).isNotEmpty();
  }

  private static void replay(Recording recording) {
    for (Recorded operation : recording.operations()) {
      server.play(List.of(operation));
      ServiceCall<?> call =
          call(client(recording, operation), operation, body(recording, operation));
      check(call, operation);
      assertThat(server.sent()).hasSize(1);
      compare(recording, operation, server.sent().get(0));
    }
  }

  private static CommunicationIdentityClient client(Recording recording, Recorded operation) {
    var builder =
        CommunicationIdentityClient.builder(transport)
            .endpoint(operation.uri().resolve("/"))
            .apiVersion(operation.uri().getQuery().replace("api-version=", ""))
            .retries(Retries.NONE);
    return isSigned(operation)
        ? builder.accessKey(KEY).build()
        : builder.credential(StaticCredential.of("entra-token", Instant.MAX)).build();
  }

  private static boolean isSigned(Recorded operation) {
    return operation.headers().containsKey("x-ms-content-sha256");
  }

  private static JsonNode body(Recording recording, Recorded operation) {
    String body = operation.body();
    if (recording.name().startsWith(WITHOUT_BODIES)) {
      body = "{\"createTokenWithScopes\":[\"chat\"],\"expiresInMinutes\":59}";
    }
    return JsonMapper.shared().readTree(body.isEmpty() ? "{}" : body);
  }

  private static ServiceCall<?> call(
      CommunicationIdentityClient client, Recorded operation, JsonNode body) {
    String path = operation.uri().getPath();
    String[] segments = path.split("/");
    if (path.equals("/teamsUser/:exchangeAccessToken")) {
      return client.tokenForTeamsUser(
          new TeamsUserToken(
              body.get("token").stringValue(),
              body.get("appId").stringValue(),
              body.get("userId").stringValue()));
    }
    if (path.equals("/identities")) {
      JsonNode scopes = body.get("createTokenWithScopes");
      return scopes == null
          ? client.createUser()
          : client.createUserAndToken(scopes(scopes), minutes(body));
    }
    var user = new CommunicationUserIdentifier(segments[2]);
    if (operation.method().equals("DELETE")) {
      return client.deleteUser(user);
    }
    return switch (segments[3]) {
      case ":issueAccessToken" -> client.token(user, scopes(body.get("scopes")), minutes(body));
      case ":revokeAccessTokens" -> client.revokeTokens(user);
      default -> throw new AssertionError("an operation that nobody knows: " + operation);
    };
  }

  private static Scopes scopes(JsonNode array) {
    var values = new LinkedHashSet<String>();
    array.valueStream().map(JsonNode::stringValue).forEach(values::add);
    return new Scopes(values);
  }

  private static @Nullable Duration minutes(JsonNode body) {
    JsonNode minutes = body.get("expiresInMinutes");
    return minutes == null ? null : Duration.ofMinutes(minutes.intValue());
  }

  private static void compare(Recording recording, Recorded operation, Sent sent) {
    SameRequest same = SameRequest.of(operation, sent);
    if (recording.name().startsWith(WITHOUT_BODIES)) {
      same.headers("content-type");
      return;
    }
    same.headers("accept", "content-type").json();
    assertThat(sent.headers().get("authorization"))
        .startsWith(isSigned(operation) ? "HMAC-SHA256 SignedHeaders=" : "Bearer ");
    assertThat(sent.headers()).containsKey("x-ms-client-request-id");
    assertThat(sent.headers().containsKey("x-ms-date")).isEqualTo(isSigned(operation));
    boolean known = !operation.body().isEmpty() && !operation.body().contains("anitized");
    if (isSigned(operation) && known) {
      same.headers("x-ms-content-sha256");
    }
  }

  private static void check(ServiceCall<?> call, Recorded operation) {
    JsonNode answer = JsonMapper.shared().readTree(orEmpty(operation.answer().body()));
    Object outcome =
        call.response()
            .map(Object.class::cast)
            .onErrorResume(failure -> reactor.core.publisher.Mono.just(failure))
            .block(WAIT);
    if (operation.answer().status() < 300) {
      assertThat(outcome).isInstanceOf(Response.class);
      checkValue((Response<?>) outcome, operation, answer);
    } else {
      assertThat(outcome).isInstanceOf(ServiceException.class);
      checkFailure((ServiceException) outcome, operation, answer.get("error"));
    }
  }

  private static String orEmpty(String body) {
    return body.isEmpty() ? "{}" : body;
  }

  private static void checkValue(Response<?> response, Recorded operation, JsonNode answer) {
    assertThat(response.status()).isEqualTo(operation.answer().status());
    assertThat(response.headers().get("ms-cv")).isEqualTo(operation.answer().header("ms-cv"));
    Object value = response.value();
    if (value instanceof CommunicationUserToken<?> made) {
      assertThat(made.user().rawId()).isEqualTo(answer.at("/identity/id").stringValue());
      checkToken(made.token(), answer.get("accessToken"));
    } else if (value instanceof CommunicationUserIdentifier user) {
      assertThat(user.id()).isEqualTo(answer.at("/identity/id").stringValue());
      assertThat(answer.has("accessToken")).isFalse();
    } else if (value instanceof AccessToken token) {
      checkToken(token, answer);
    } else {
      assertThat(value).isNull();
      assertThat(answer).isEmpty();
    }
  }

  private static void checkToken(AccessToken token, JsonNode answer) {
    assertThat(token.value()).isEqualTo(answer.get("token").stringValue());
    assertThat(token.expiresAt())
        .isEqualTo(OffsetDateTime.parse(answer.get("expiresOn").stringValue()).toInstant());
  }

  private static void checkFailure(ServiceException failure, Recorded operation, JsonNode error) {
    assertThat(failure.status()).isEqualTo(operation.answer().status());
    assertThat(failure.code()).isEqualTo(error.get("code").stringValue());
    assertThat(failure.code())
        .isIn(
            CommunicationErrorCodes.VALIDATION_ERROR,
            CommunicationErrorCodes.IDENTITY_NOT_OWNED,
            CommunicationErrorCodes.INVALID_ACCESS_TOKEN);
    assertThat(failure.serviceMessage()).isEqualTo(error.get("message").stringValue());
    JsonNode target = error.get("target");
    assertThat(failure.target()).isEqualTo(target == null ? null : target.stringValue());
    assertThat(failure.correlationId()).isEqualTo(operation.answer().header("ms-cv"));
    assertThat(failure.requestId()).isEqualTo(operation.answer().header("x-ms-client-request-id"));
  }
}
