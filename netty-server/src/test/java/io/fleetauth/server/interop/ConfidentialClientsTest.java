// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static io.fleetauth.server.interop.DaemonClients.ID;
import static io.fleetauth.server.interop.DaemonClients.SCOPE;
import static io.fleetauth.server.interop.DaemonClients.SECRET;
import static io.fleetauth.server.interop.ServedBy.AUTHORITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ClientAssertionCredentialBuilder;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.OnBehalfOfCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.IClientCredential;
import com.microsoft.aad.msal4j.MsalServiceException;
import com.microsoft.aad.msal4j.OnBehalfOfParameters;
import com.microsoft.aad.msal4j.UserAssertion;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Unmodified SDKs show a secret, a certificate, or a workload's token; and ask on behalf. */
class ConfidentialClientsTest {

  @TempDir static Path folder;
  private static DaemonClients daemon;
  private static InteropServers servers;

  @BeforeAll
  static void start() throws Exception {
    daemon = new DaemonClients(folder);
    servers = InteropServers.startWith(daemon.yaml());
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  /** What a client can show. */
  enum Shown {
    SECRET,
    CERTIFICATE,
    WORKLOAD
  }

  private static ConfidentialClientApplication msal(IClientCredential credential) throws Exception {
    return ConfidentialClientApplication.builder(ID, credential)
        .authority(servers.https(AUTHORITY) + "/")
        .validateAuthority(false)
        .instanceDiscovery(false)
        .sslSocketFactory(servers.trust().getSocketFactory())
        .build();
  }

  private static IClientCredential shown(Shown shown) {
    return switch (shown) {
      case SECRET -> ClientCredentialFactory.createFromSecret(SECRET);
      case CERTIFICATE ->
          ClientCredentialFactory.createFromCertificate(
              daemon.keys.key(), daemon.keys.certificate());
      case WORKLOAD -> ClientCredentialFactory.createFromCallback(daemon::workloadToken);
    };
  }

  private static void isFor(String token, String audience) throws Exception {
    var claims = SignedJWT.parse(token).getJWTClaimsSet();
    assertThat(claims.getAudience()).containsExactly(audience);
    assertThat(claims.getStringClaim("azp")).isEqualTo(ID);
  }

  @ParameterizedTest
  @EnumSource(Shown.class)
  void msalGetsTheClientsOwnTokenAndFindsItAgain(Shown shown) throws Exception {
    var client = msal(shown(shown));
    var asked = ClientCredentialParameters.builder(Set.of(SCOPE)).build();

    var first = client.acquireToken(asked).join();
    var second = client.acquireToken(asked).join();

    isFor(first.accessToken(), "api://next");
    assertThat(second.accessToken()).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource(Shown.class)
  void msalAsksOnBehalfOfThePerson(Shown shown) throws Exception {
    var person = new UserAssertion(DaemonClients.personsToken(servers));

    var result =
        msal(shown(shown))
            .acquireToken(OnBehalfOfParameters.builder(Set.of("api://next/read"), person).build())
            .join();

    isFor(result.accessToken(), "api://next");
    assertThat(SignedJWT.parse(result.accessToken()).getJWTClaimsSet().getClaims())
        .containsEntry("preferred_username", "demo");
  }

  @Test
  void msalLearnsThatTheSecretIsWrong() throws Exception {
    var client = msal(ClientCredentialFactory.createFromSecret("wrong"));
    var asked = ClientCredentialParameters.builder(Set.of(SCOPE)).build();

    var failure = catchThrowable(() -> client.acquireToken(asked).join());

    assertThat(failure).hasCauseInstanceOf(MsalServiceException.class);
    assertThat(failure).hasMessageContaining("AADSTS7000215");
  }

  private static <T extends AadCredentialBuilderBase<T>> T azure(T builder) {
    return builder
        .authorityHost(servers.httpsBase(AUTHORITY))
        .disableInstanceDiscovery()
        .tenantId(AUTHORITY.tenant())
        .clientId(ID)
        .httpClient(
            new JdkHttpClientBuilder(HttpClient.newBuilder().sslContext(servers.trust())).build());
  }

  private static TokenCredential credential(String name) throws Exception {
    return switch (name) {
      case "secret" -> azure(new ClientSecretCredentialBuilder()).clientSecret(SECRET).build();
      case "certificate" ->
          azure(new ClientCertificateCredentialBuilder())
              .pemCertificate(daemon.certificateWithKey().toString())
              .build();
      case "certificate with chain" ->
          azure(new ClientCertificateCredentialBuilder())
              .pemCertificate(daemon.certificateWithKey().toString())
              .sendCertificateChain(true)
              .build();
      case "assertion" ->
          azure(new ClientAssertionCredentialBuilder())
              .clientAssertion(daemon::workloadToken)
              .build();
      case "workload identity" ->
          azure(new WorkloadIdentityCredentialBuilder())
              .tokenFilePath(
                  Files.writeString(folder.resolve("token"), daemon.workloadToken()).toString())
              .build();
      default ->
          azure(new OnBehalfOfCredentialBuilder())
              .clientSecret(SECRET)
              .userAssertion(DaemonClients.personsToken(servers))
              .build();
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "certificate",
        "certificate with chain",
        "assertion",
        "workload identity",
        "on behalf of"
      })
  void azureIdentityGetsAToken(String name) throws Exception {
    var token = credential(name).getTokenSync(new TokenRequestContext().addScopes(SCOPE));

    isFor(token.getToken(), "api://next");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256"})
  void nimbusAuthenticatesByPrivateKeyJwt(String algorithm) throws Exception {
    var endpoint = URI.create(servers.http(AUTHORITY) + "/oauth2/v2.0/token");
    var proof =
        new PrivateKeyJWT(
            new ClientID(ID),
            endpoint,
            JWSAlgorithm.parse(algorithm),
            daemon.keys.key(),
            null,
            null);
    var request =
        new TokenRequest(endpoint, proof, new ClientCredentialsGrant(), Scope.parse(SCOPE));

    var tokens = TokenResponse.parse(request.toHTTPRequest().send()).toSuccessResponse();

    isFor(tokens.getTokens().getAccessToken().getValue(), "api://next");
  }
}
