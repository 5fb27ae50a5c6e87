// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fleetauth.server.authority.service.AccessKeys;
import io.fleetauth.server.authority.service.ServiceException;
import io.fleetauth.server.reply.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Verifies signatures that others computed: {@code hmac-vectors.json} beside the recordings, which
 * are not part of the repository.
 */
class HmacVectorsTest {

  private static final String NAME = "hmac-vectors.json";
  private static final Path FILE = file();
  private static final String OTHER_KEY = "b3RoZXIga2V5";

  /** One of them. */
  record Vector(Map<String, Object> members) {
    String get(String name) {
      return String.valueOf(members.get(name));
    }

    String target() {
      return get("url")
          .substring("https://".length() + URI.create(get("url")).getAuthority().length());
    }

    HmacRequest request(String target, String host) {
      return new HmacRequest(
          get("method"),
          target,
          get("authorization"),
          get("x_ms_date"),
          null,
          host,
          get("x_ms_content_sha256"));
    }

    byte[] body() {
      return get("body").getBytes(UTF_8);
    }

    Instant date() {
      return HttpDate.parse(get("x_ms_date"));
    }

    @Override
    public String toString() {
      return get("name");
    }
  }

  private static Path file() {
    var told = System.getProperty("recordings");
    return told == null ? beside(Path.of("").toAbsolutePath()) : Path.of(told).resolveSibling(NAME);
  }

  private static Path beside(Path here) {
    return Stream.iterate(here, above -> above != null, Path::getParent)
        .map(above -> above.resolve("shared/protocol").resolve(NAME))
        .filter(Files::exists)
        .findFirst()
        .orElse(here.resolve(NAME));
  }

  @BeforeAll
  static void present() {
    boolean required = Boolean.parseBoolean(System.getenv("FLEETAUTH_REQUIRE_RECORDINGS"));
    assumeTrue(required || Files.exists(FILE), "skipped: there is no " + NAME);
    assertThat(FILE).exists();
  }

  static Stream<Vector> vectors() throws IOException {
    if (!Files.exists(FILE)) {
      return Stream.empty();
    }
    var vectors = (List<?>) Json.object(Files.readAllBytes(FILE)).get("vectors");
    return vectors.stream().map(each -> new Vector(cast(each)));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> cast(Object each) {
    return (Map<String, Object>) each;
  }

  private static CommunicationCallers callers(AccessKeys keys, Instant now) {
    var resource = new CommunicationResource(new UUID(1, 2), keys, Set.of());
    var clock = Clock.fixed(now, ZoneOffset.UTC);
    return new CommunicationCallers(List.of(resource), Set.of(), token -> null, clock);
  }

  private static void accept(Vector vector, AccessKeys keys, Instant now) {
    var host = URI.create(vector.get("url")).getAuthority();
    var request = vector.request(vector.target(), host);

    assertThat(callers(keys, now).resource(request, null, vector.body())).isNotNull();
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void isAcceptedWithEitherKeyWithinTheWindow(Vector vector) {
    var key = vector.get("access_key_base64");
    accept(vector, new AccessKeys(key, OTHER_KEY), vector.date());
    accept(vector, new AccessKeys(OTHER_KEY, key), vector.date().plus(Duration.ofMinutes(15)));
    accept(vector, new AccessKeys(key, null), vector.date().minus(Duration.ofMinutes(15)));
    assertThat(
            vector
                .request(vector.target(), "")
                .stringToSign(
                    vector.request(vector.target(), "").claimed(vector.body(), vector.date()),
                    vector.get("host_signed")))
        .isEqualTo(vector.get("string_to_sign"));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void isDeniedWhenAnythingDiffers(Vector vector) {
    var keys = new AccessKeys(vector.get("access_key_base64"), null);
    var host = URI.create(vector.get("url")).getAuthority();
    var request = vector.request(vector.target(), host);
    var other = new AccessKeys(OTHER_KEY, null);
    var late = vector.date().plus(Duration.ofMinutes(15)).plusSeconds(1);
    byte[] longer = (vector.get("body") + " ").getBytes(UTF_8);

    denied(other, vector.date(), request, vector.body());
    denied(keys, late, request, vector.body());
    denied(keys, vector.date(), request, longer);
    denied(keys, vector.date(), vector.request(vector.target() + "&x", host), vector.body());
    denied(keys, vector.date(), vector.request(vector.target(), "evil.example"), vector.body());
  }

  private static void denied(AccessKeys keys, Instant now, HmacRequest request, byte[] body) {
    assertThatThrownBy(() -> callers(keys, now).resource(request, null, body))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo("Denied"));
  }
}
