// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fleetauth.http.ServiceRequest;
import io.fleetauth.recordings.Recordings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes the signatures that others computed. */
class HmacVectorsTest {

  /** Signs another host than it calls, as only the SDK for Java does. */
  private static final String OTHER_HOST = "revoke-tokens-nondefault-port-java";

  @TestFactory
  List<DynamicTest> vectors() {
    JsonNode root = JsonMapper.shared().readTree(Recordings.file("../hmac-vectors.json").toFile());
    List<DynamicTest> all = root.get("vectors").valueStream().map(HmacVectorsTest::test).toList();
    assertThat(all).hasSizeGreaterThanOrEqualTo(9);
    return all;
  }

  private static DynamicTest test(JsonNode vector) {
    return dynamicTest(text(vector, "name"), () -> check(vector));
  }

  private static void check(JsonNode vector) {
    AccessKey key = AccessKey.of(text(vector, "access_key_base64"));
    URI uri = URI.create(text(vector, "url"));
    String hash =
        AccessKeySignature.contentHash(text(vector, "body").getBytes(StandardCharsets.UTF_8));
    String signed =
        AccessKeySignature.stringToSign(
            text(vector, "method"),
            uri.getRawPath() + "?" + uri.getRawQuery(),
            text(vector, "x_ms_date"),
            text(vector, "host_signed"),
            hash);

    assertThat(hash).isEqualTo(text(vector, "x_ms_content_sha256"));
    assertThat(signed).isEqualTo(text(vector, "string_to_sign"));
    assertThat(Base64.getEncoder().encodeToString(key.sign(signed)))
        .isEqualTo(text(vector, "signature"));
    if (!text(vector, "name").equals(OTHER_HOST)) {
      checkWhole(vector, key, uri);
    }
  }

  private static void checkWhole(JsonNode vector, AccessKey key, URI uri) {
    ServiceRequest request = request(text(vector, "body"), text(vector, "method"), uri);
    assertThat(request.bodyText()).isEqualTo(text(vector, "body"));

    assertThat(new AccessKeySigner(key, at(text(vector, "x_ms_date"))).headers(request))
        .containsOnly(
            Map.entry("x-ms-date", text(vector, "x_ms_date")),
            Map.entry("host", text(vector, "host_signed")),
            Map.entry("x-ms-content-sha256", text(vector, "x_ms_content_sha256")),
            Map.entry("authorization", text(vector, "authorization")));
  }

  private static ServiceRequest request(String body, String method, URI uri) {
    ServiceRequest request = ServiceRequest.of("vector", method, uri);
    if (body.isEmpty()) {
      return request;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    JsonMapper.shared()
        .readTree(body)
        .properties()
        .forEach(member -> members.put(member.getKey(), value(member.getValue())));
    return request.json(members);
  }

  private static Object value(JsonNode node) {
    if (node.isArray()) {
      return node.valueStream().map(JsonNode::stringValue).toList();
    }
    return node.isInt() ? (Object) node.intValue() : node.stringValue();
  }

  private static Clock at(String date) {
    Instant instant = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    return Clock.fixed(instant, ZoneOffset.UTC);
  }

  private static String text(JsonNode vector, String name) {
    return vector.get(name).stringValue();
  }
}
