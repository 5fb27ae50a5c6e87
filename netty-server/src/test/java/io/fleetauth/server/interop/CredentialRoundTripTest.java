// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static io.fleetauth.server.interop.DaemonClients.ID;
import static io.fleetauth.server.interop.DaemonClients.SCOPE;
import static io.fleetauth.server.interop.DaemonClients.SECRET;
import static io.fleetauth.server.interop.ServedBy.AUTHORITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.FleetAuth;
import io.fleetauth.credential.AssertionSignature;
import io.fleetauth.credential.ChainedCredential;
import io.fleetauth.credential.ClientAssertionCredential;
import io.fleetauth.credential.ClientCertificate;
import io.fleetauth.credential.ClientCertificateCredential;
import io.fleetauth.credential.ClientSecretCredential;
import io.fleetauth.credential.Credential;
import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.credential.Environment;
import io.fleetauth.credential.EnvironmentCredential;
import io.fleetauth.credential.OAuthCredentialBuilder;
import io.fleetauth.credential.OnBehalfOfCredential;
import io.fleetauth.credential.StaticCredential;
import io.fleetauth.credential.WorkloadIdentityCredential;
import io.fleetauth.credential.chain.DefaultCredential;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.session.DeviceId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Our credentials ask our authority, and the tokens are for whom they should be. */
class CredentialRoundTripTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final CredentialRequest REQUEST = CredentialRequest.of(SCOPE);

  @TempDir static Path folder;
  private static final HttpTransport transport = HttpTransport.create(HttpOptions.DEFAULTS);
  private static DaemonClients daemon;
  private static InteropServers servers;

  @BeforeAll
  static void start() throws Exception {
    daemon = new DaemonClients(folder);
    servers = InteropServers.startWith(daemon.yaml());
  }

  @AfterAll
  static void stop() {
    transport.close().block(PATIENCE);
    servers.close();
  }

  private static URI host() {
    return URI.create(servers.http(AUTHORITY)).resolve("/");
  }

  private static <B extends OAuthCredentialBuilder<B>> B told(B builder) {
    return builder.authorityHost(host()).tenantId(AUTHORITY.tenant()).clientId(ID);
  }

  private static ClientCertificateCredential.Builder certificate() throws Exception {
    var pem = Files.readString(daemon.certificateWithKey());
    return told(ClientCertificateCredential.builder(transport))
        .certificate(ClientCertificate.ofPem(pem));
  }

  private static Environment environment(String name, String value) {
    return new Environment(
        Map.of(
            "AZURE_AUTHORITY_HOST",
            host().toString(),
            "AZURE_TENANT_ID",
            AUTHORITY.tenant(),
            "AZURE_CLIENT_ID",
            ID,
            name,
            value));
  }

  private static EnvironmentCredential environment(Environment variables) {
    return EnvironmentCredential.builder(transport).environment(variables).build();
  }

  private static ClientSecretCredential secret() {
    return told(ClientSecretCredential.builder(transport)).clientSecret(SECRET).build();
  }

  private static ClientSecretCredential discovered() {
    var registration = ClientRegistration.oidc(servers.http(AUTHORITY) + "/v2.0", ID);
    return ClientSecretCredential.builder(transport)
        .registration(registration)
        .clientSecret(SECRET)
        .build();
  }

  private static Credential credential(String name) throws Exception {
    return switch (name) {
      case "secret" -> secret();
      case "secret by Basic" ->
          told(ClientSecretCredential.builder(transport))
              .clientSecret(SECRET)
              .basicAuthentication()
              .build();
      case "secret, issuer discovered" -> discovered();
      case "certificate PS256" -> certificate().build();
      case "certificate RS256" -> certificate().signature(AssertionSignature.RS256).build();
      case "certificate with chain" -> certificate().sendCertificateChain(true).build();
      case "certificate PKCS#12" ->
          told(ClientCertificateCredential.builder(transport))
              .certificateFile(daemon.pkcs12(), DaemonClients.PASSWORD)
              .build();
      case "workload identity" ->
          WorkloadIdentityCredential.builder(transport)
              .environment(environment("AZURE_FEDERATED_TOKEN_FILE", tokenFile().toString()))
              .build();
      case "default chain, secret" ->
          DefaultCredential.builder(transport)
              .environment(environment("AZURE_CLIENT_SECRET", SECRET))
              .build();
      case "default chain, workload identity" ->
          DefaultCredential.builder(transport)
              .environment(environment("AZURE_FEDERATED_TOKEN_FILE", tokenFile().toString()))
              .build();
      case "static" -> {
        AccessToken token = secret().token(REQUEST).block(PATIENCE);
        yield StaticCredential.of(token.value(), token.expiresAt());
      }
      case "assertion" ->
          told(ClientAssertionCredential.builder(transport))
              .clientAssertion(() -> Mono.fromCallable(daemon::workloadToken))
              .build();
      case "environment, secret" -> environment(environment("AZURE_CLIENT_SECRET", SECRET));
      case "environment, certificate" ->
          environment(
              environment("AZURE_CLIENT_CERTIFICATE_PATH", daemon.certificateWithKey().toString()));
      default -> ChainedCredential.of(environment(new Environment(Map.of())), secret());
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "secret by Basic",
        "secret, issuer discovered",
        "certificate PS256",
        "certificate RS256",
        "certificate with chain",
        "certificate PKCS#12",
        "assertion",
        "workload identity",
        "default chain, secret",
        "default chain, workload identity",
        "environment, secret",
        "environment, certificate",
        "static",
        "chain"
      })
  void getsTheProgramsToken(String name) throws Exception {
    Credential credential = credential(name);

    var token = credential.token(REQUEST).block(PATIENCE);
    var again = credential.token(REQUEST).block(PATIENCE);

    assertThat(again).isSameAs(token);
    var claims = SignedJWT.parse(token.value()).getJWTClaimsSet();
    assertThat(claims.getAudience()).containsExactly("api://next");
    assertThat(claims.getStringClaim("azp")).isEqualTo(ID);
  }

  private static Path tokenFile() throws IOException {
    return Files.writeString(folder.resolve("workload-token"), daemon.workloadToken());
  }

  /** Clusters put a new token into the file before the old one expires. */
  @Test
  void theFileOfAWorkloadIsReadAgainAfterFiveMinutes() throws Exception {
    var passed = new AtomicReference<>(Duration.ZERO);
    var clock = new LaterClock(passed);
    var later = HttpTransport.of(HttpOptions.DEFAULTS, clock, Schedulers.parallel());
    Path file = tokenFile();
    var credential =
        WorkloadIdentityCredential.builder(later)
            .environment(environment("AZURE_FEDERATED_TOKEN_FILE", file.toString()))
            .build();
    credential.token(REQUEST).block(PATIENCE);
    Files.writeString(file, "not-a-token-of-the-cluster");

    assertThat(credential.token(REQUEST.withContinuousAccess(true)).block(PATIENCE)).isNotNull();
    passed.set(Duration.ofMinutes(6));
    CredentialRequest another = REQUEST.withClaims("{\"access_token\":{}}");
    assertThatThrownBy(() -> credential.token(another).block(PATIENCE))
        .isInstanceOf(OAuthException.class)
        .hasMessageStartingWith("invalid_client");

    later.close().block(PATIENCE);
  }

  /** Ahead of the machine's clock by what a test says. */
  private static final class LaterClock extends Clock {

    private final AtomicReference<Duration> ahead;

    LaterClock(AtomicReference<Duration> ahead) {
      this.ahead = ahead;
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aDeviceIsSignedInByItsPerson() throws Exception {
    var registration =
        ClientRegistration.entra(host(), AUTHORITY.tenant(), "fleetauth-dev")
            .scopes("api://fleetauth-demo/read");
    FleetAuth fleet = FleetAuth.builder(registration).build();
    var device = new DeviceId("headset-3");
    var request = CredentialRequest.of("api://fleetauth-demo/read");
    assertThatThrownBy(() -> fleet.credential(device).token(request).block(PATIENCE))
        .isInstanceOf(CredentialUnavailableException.class);

    AccessToken token =
        fleet
            .credential(
                device,
                code ->
                    Schedulers.boundedElastic()
                        .schedule(() -> servers.approve(code.userCode().value())))
            .token(request)
            .block(PATIENCE);

    assertThat(fleet.credential(device).token(request).block(PATIENCE)).isEqualTo(token);
    assertThat(SignedJWT.parse(token.value()).getJWTClaimsSet().getClaims())
        .containsEntry("preferred_username", "demo")
        .containsEntry("azp", "fleetauth-dev");
    fleet.close().block(PATIENCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "certificate", "assertion"})
  void actsForThePerson(String proof) throws Exception {
    var builder =
        told(OnBehalfOfCredential.builder(transport))
            .userAssertion(DaemonClients.personsToken(servers));
    String pem = Files.readString(daemon.certificateWithKey());
    var credential =
        switch (proof) {
          case "secret" -> builder.clientSecret(SECRET).build();
          case "certificate" -> builder.certificate(ClientCertificate.ofPem(pem)).build();
          default ->
              builder.clientAssertion(() -> Mono.fromCallable(daemon::workloadToken)).build();
        };

    var token = credential.token(CredentialRequest.of("api://next/read")).block(PATIENCE);

    assertThat(SignedJWT.parse(token.value()).getJWTClaimsSet().getClaims())
        .containsEntry("preferred_username", "demo")
        .containsEntry("azp", ID);
  }

  @Test
  void aCapableProgramGetsATokenThatSaysSo() throws Exception {
    var token = secret().token(REQUEST.withContinuousAccess(true)).block(PATIENCE);

    assertThat(SignedJWT.parse(token.value()).getJWTClaimsSet().getClaim("xms_cc")).isNotNull();
  }

  @Test
  void aWrongSecretIsRefusedInTheServersWords() {
    var credential =
        told(ClientSecretCredential.builder(transport)).clientSecret("wrong-secret").build();

    assertThatThrownBy(() -> credential.token(REQUEST).block(PATIENCE))
        .isInstanceOf(OAuthException.class)
        .hasMessageStartingWith("invalid_client: AADSTS7000215")
        .hasMessageNotContaining("wrong-secret")
        .hasMessageNotContaining("Trace ID");
  }
}
