// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.recordings.Recorded;
import io.fleetauth.recordings.SameRequest;
import io.fleetauth.recordings.Sent;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A recorded post to Entra: what was asked, and what came of it.
 *
 * @param operation as it was recorded
 */
record EntraGrant(Recorded operation) {

  private static final String JWT = "client_assertion";
  private static final String DEVICE_GRANT =
      "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code";

  /** What MSAL tells of itself; {@code client-request-id} is a header of ours. */
  private static final Predicate<String> TELEMETRY =
      name ->
          name.startsWith("x-client-")
              || name.equals("x-ms-lib-capability")
              || name.equals("client-request-id")
              || name.equals("client_info");

  static String tenant(Recorded operation) {
    return operation.uri().getPath().split("/")[1];
  }

  String tenant() {
    return tenant(operation);
  }

  String client() {
    return form().get("client_id");
  }

  Scopes scopes() {
    return Scopes.of(form().get("scope"));
  }

  CredentialRequest request() {
    return CredentialRequest.of(scopes().toString())
        .withContinuousAccess(form().containsKey("claims"));
  }

  private Map<String, String> form() {
    var all = new HashMap<String, String>();
    for (String pair : operation.body().split("&")) {
      String[] parts = pair.split("=", 2);
      all.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
    }
    return all;
  }

  /** Compares a request without a body. */
  static void same(Recorded recorded, Sent sent) {
    SameRequest.of(recorded, sent).headers("content-type");
    assertThat(sent.body()).isEmpty();
    assertThat(sent.headers()).containsEntry("accept", "application/json");
  }

  /** Compares a post with what was sent. */
  void compare(Sent sent) {
    SameRequest same = SameRequest.of(comparable(sent), sent);
    if (!operation.headers().isEmpty()) {
      same.headers("content-type");
    }
    same.form(TELEMETRY, Set.of());
    assertThat(sent.headers().get("client-request-id")).hasSize(36);
    assertThat(sent.headers()).containsEntry("return-client-request-id", "true");
  }

  /**
   * Where the recording has a word in the place of a signed JWT any JWT will do, and MSAL's short
   * name of the device grant is the one of RFC 8628.
   */
  private Recorded comparable(Sent sent) {
    String body = operation.body().replace("grant_type=device_code", DEVICE_GRANT);
    if (sent.body().contains(JWT + "=ey")) {
      body = body.replace(JWT + "=" + JWT + "&", JWT + "=Sanitized&");
    }
    return new Recorded(
        operation.method(), operation.uri(), operation.headers(), body, operation.answer());
  }

  /** Returns the token that the answer holds. */
  AccessToken token(Instant now) {
    JsonNode answer = JsonMapper.shared().readTree(operation.answer().body());
    String granted = answer.path("scope").asString(scopes().toString());
    return new AccessToken(
        answer.get("access_token").stringValue(),
        answer.get("token_type").stringValue(),
        Scopes.of(granted),
        now,
        now.plusSeconds(answer.get("expires_in").intValue()),
        null);
  }

  /** Compares the typed error with the answer: code, first line of the words, correlation. */
  void compareRefusal(Object failure) {
    JsonNode answer = JsonMapper.shared().readTree(operation.answer().body());
    assertThat(failure).isInstanceOf(OAuthException.class);
    String code = answer.get("error").stringValue();
    assertThat(((OAuthException) failure).code().value()).isEqualTo(code);
    String words = answer.get("error_description").stringValue().lines().findFirst().get();
    assertThat(((OAuthException) failure).getMessage())
        .startsWith(code + ": " + words.substring(0, Math.min(150, words.length())))
        .endsWith("(correlation " + answer.get("correlation_id").stringValue() + ")");
  }
}
