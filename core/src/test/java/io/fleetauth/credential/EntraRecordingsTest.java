// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.credential.EntraRecordings.Kind;
import io.fleetauth.credential.chain.DefaultCredential;
import io.fleetauth.http.ClientAuthentications;
import io.fleetauth.http.HttpAuthorizationServer;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.recordings.Recorded;
import io.fleetauth.recordings.Recording;
import io.fleetauth.recordings.ReplayServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Our credentials say what the recorded client said, and understand what Entra answered. */
class EntraRecordingsTest {

  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final String ASSERTION = "client_assertion";
  private static final String SECRET = "azure_client_secret";
  private static final TestCertificate CERTIFICATE = TestCertificate.make("recorded", "RSA");

  @TempDir static Path folder;

  private final ReplayServer server = new ReplayServer();
  private final HttpTransport transport =
      HttpTransport.of(server.options(), Clock.fixed(NOW, ZoneOffset.UTC), Schedulers.parallel());

  @BeforeAll
  static void writeFiles() throws Exception {
    Files.write(folder.resolve("program.p12"), CERTIFICATE.pkcs12());
    Files.writeString(
        folder.resolve("program.pem"), CERTIFICATE.keyPem() + CERTIFICATE.certificatePem());
    Files.writeString(folder.resolve("assertion"), ASSERTION);
  }

  @AfterEach
  void close() {
    transport.close().block(WAIT);
    server.close();
  }

  @Test
  void noRecordingIsForgotten() {
    var seen = EnumSet.noneOf(Kind.class);
    for (Recording recording : EntraRecordings.all()) {
      Kind kind = Kind.of(recording);
      seen.add(kind);
      assertThat(recording.operations())
          .as("%s is replayed, or there is a reason", recording)
          .allMatch(
              operation ->
                  EntraRecordings.reason(kind, operation) != null
                      || EntraRecordings.isMetadata(operation)
                      || EntraRecordings.isGrant(operation));
    }
    assertThat(seen).as("kinds that are recorded").isEqualTo(EnumSet.allOf(Kind.class));
  }

  static Stream<Recording> metadata() {
    return EntraRecordings.all().stream();
  }

  /** The endpoints that {@code entra} knows without asking are those that Entra publishes. */
  @ParameterizedTest
  @MethodSource("metadata")
  void replaysTheMetadata(Recording recording) {
    Recorded asked =
        recording.operations().stream().filter(EntraRecordings::isMetadata).findFirst().get();
    String tenant = EntraGrant.tenant(asked);
    String issuer = "https://login.microsoftonline.com/" + tenant + "/v2.0";
    server.play(List.of(asked));

    Object found = outcome(metadataOf(issuer));

    EntraGrant.same(asked, server.sent().get(0));
    assertThat(server.sent()).hasSize(1);
    if (asked.answer().status() != 200) {
      assertThat(found).isInstanceOf(OAuthException.class);
      assertThat(((OAuthException) found).code().value()).isEqualTo("invalid_tenant");
    } else if (tenant.equals("organizations")) {
      assertThat(found)
          .isInstanceOf(MalformedResponseException.class)
          .asString()
          .endsWith("issuer is not " + issuer);
    } else {
      assertThat(found).isEqualTo(published(asked, tenant));
    }
  }

  private Mono<AuthorizationServerMetadata> metadataOf(String issuer) {
    var client = ClientRegistration.oidc(issuer, "azure_client_id");
    var nobody = ClientAuthentications.of(client);
    return HttpAuthorizationServer.of(client, nobody, transport).discovery().metadata();
  }

  private static AuthorizationServerMetadata published(Recorded asked, String tenant) {
    JsonNode answer = JsonMapper.shared().readTree(asked.answer().body());
    AuthorizationServerMetadata known = ClientRegistration.entra(tenant, "any").metadata();
    return new AuthorizationServerMetadata(
        known.issuer(),
        known.tokenEndpoint(),
        known.deviceAuthorizationEndpoint(),
        null,
        known.jwksUri(),
        URI.create(answer.get("userinfo_endpoint").stringValue()),
        known.authorizationEndpoint());
  }

  static Stream<Recording> grantsOfPrograms() {
    return EntraRecordings.all().stream()
        .filter(recording -> Kind.of(recording) != Kind.DEVICE)
        .filter(recording -> Kind.of(recording).reason() == null);
  }

  @ParameterizedTest
  @MethodSource("grantsOfPrograms")
  void replaysTheGrant(Recording recording) {
    Kind kind = Kind.of(recording);
    if (kind == Kind.UNKNOWN_TENANT) {
      replayUnknownTenant(recording);
      return;
    }
    Recorded operation =
        recording.operations().stream().filter(EntraRecordings::isGrant).findFirst().get();
    var grant = new EntraGrant(operation);
    server.play(List.of(operation));
    Credential credential = credential(kind, grant, recording);

    Object answer = outcome(credential.token(grant.request()));

    assertThat(server.sent()).hasSize(1);
    grant.compare(server.sent().get(0));
    if (operation.answer().status() == 200) {
      assertThat(answer).isEqualTo(grant.token(NOW));
    } else {
      grant.compareRefusal(answer);
      assertThat((Throwable) answer).message().doesNotContain("Trace ID");
    }
  }

  /** The credential is told the issuer only, so it asks for the metadata first. */
  private void replayUnknownTenant(Recording recording) {
    Recorded asked =
        recording.operations().stream().filter(EntraRecordings::isMetadata).findFirst().get();
    server.play(List.of(asked));
    String issuer = asked.uri().toString().replace("/.well-known/openid-configuration", "");
    var credential =
        ClientSecretCredential.builder(transport)
            .registration(ClientRegistration.oidc(issuer, "client"))
            .clientSecret("secret")
            .build();

    Object answer = outcome(credential.token(CredentialRequest.of("scope")));

    EntraGrant.same(asked, server.sent().get(0));
    new EntraGrant(asked).compareRefusal(answer);
  }

  private Credential credential(Kind kind, EntraGrant grant, Recording recording) {
    return switch (kind) {
      case ASSERTION ->
          ClientAssertionCredential.builder(transport)
              .tenantId(grant.tenant())
              .clientId(grant.client())
              .clientAssertion(() -> Mono.just(ASSERTION))
              .build();
      case SECRET, SECRET_WITHOUT_INSTANCE_DISCOVERY ->
          ClientSecretCredential.builder(transport)
              .tenantId(grant.tenant())
              .clientId(grant.client())
              .clientSecret(SECRET)
              .build();
      case CERTIFICATE ->
          ClientCertificateCredential.builder(transport)
              .tenantId(grant.tenant())
              .clientId(grant.client())
              .certificateFile(folder.resolve("program.pem"))
              .build();
      case SECRET_OF_ENVIRONMENT ->
          EnvironmentCredential.builder(transport)
              .environment(environment(grant, Map.of("AZURE_CLIENT_SECRET", SECRET)))
              .build();
      case CERTIFICATE_OF_ENVIRONMENT ->
          EnvironmentCredential.builder(transport)
              .environment(environment(grant, certificate(recording)))
              .build();
      case SECRET_OF_DEFAULT ->
          DefaultCredential.builder(transport)
              .environment(environment(grant, Map.of("AZURE_CLIENT_SECRET", SECRET)))
              .build();
      case WORKLOAD ->
          WorkloadIdentityCredential.builder(transport)
              .environment(
                  environment(
                      grant,
                      Map.of("AZURE_FEDERATED_TOKEN_FILE", folder.resolve("assertion").toString())))
              .build();
      case DEVICE, PASSWORD, UNKNOWN_TENANT -> throw new AssertionError(kind);
    };
  }

  private static Map<String, String> certificate(Recording recording) {
    boolean password = recording.name().contains("certificate_and_password");
    String file = folder.resolve(password ? "program.p12" : "program.pem").toString();
    Map<String, String> variables = new HashMap<>(Map.of("AZURE_CLIENT_CERTIFICATE_PATH", file));
    if (password) {
      variables.put("AZURE_CLIENT_CERTIFICATE_PASSWORD", TestCertificate.PASSWORD);
    }
    return variables;
  }

  private static Environment environment(EntraGrant grant, Map<String, String> more) {
    var variables = new HashMap<>(more);
    variables.put("AZURE_TENANT_ID", grant.tenant());
    variables.put("AZURE_CLIENT_ID", grant.client());
    return new Environment(variables);
  }

  /** Returns the value or the failure. */
  private static Object outcome(Mono<?> mono) {
    return mono.cast(Object.class).onErrorResume(failure -> Mono.<Object>just(failure)).block(WAIT);
  }
}
