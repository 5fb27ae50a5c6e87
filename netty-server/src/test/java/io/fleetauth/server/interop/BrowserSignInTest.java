// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static io.fleetauth.server.interop.ServedBy.AUTHORITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.AuthorizationCodeCredentialBuilder;
import com.microsoft.aad.msal4j.InteractiveRequestParameters;
import com.microsoft.aad.msal4j.MsalException;
import com.microsoft.aad.msal4j.PublicClientApplication;
import com.microsoft.aad.msal4j.SilentParameters;
import com.microsoft.aad.msal4j.SystemBrowserOptions;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.InteractiveBrowserCredential;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.server.FormBrowser;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** People sign in with a browser at the authority: with our credential, and with other clients. */
class BrowserSignInTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final CredentialRequest REQUEST = CredentialRequest.of(AUTHORITY.scope());
  private static final String WEB_REDIRECT = "https://web.example/callback";
  private static final String WEB_SECRET = "secret-of-the-web-client";

  private static InteropServers servers;
  private final AtomicInteger opened = new AtomicInteger();

  @BeforeAll
  static void start() throws Exception {
    servers =
        InteropServers.startWith(
            """
            - id: fleetauth-dev
              redirect-uris: http://localhost
              consented-scopes: "*"
            - id: web
              secret: %s
              redirect-uris: %s
            """
                .formatted(WEB_SECRET, WEB_REDIRECT));
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  private static URI host() {
    return URI.create(servers.http(AUTHORITY)).resolve("/");
  }

  private InteractiveBrowserCredential.Builder ours(HttpTransport transport, String decision) {
    return InteractiveBrowserCredential.builder(transport)
        .authorityHost(host())
        .tenantId(AUTHORITY.tenant())
        .clientId(AUTHORITY.clientId())
        .openBrowser(uri -> decide(uri, decision));
  }

  private void decide(URI uri, String decision) {
    opened.incrementAndGet();
    FormBrowser.open(servers.trust()).signInTo(uri, decision);
  }

  @Test
  void ourCredentialSignsInOnceAndRenewsWithoutTheBrowser() throws Exception {
    var transport = HttpTransport.create(HttpOptions.DEFAULTS);
    try (var credential = ours(transport, "approve").build()) {
      var token = credential.token(REQUEST).block(PATIENCE);
      var again = credential.token(REQUEST).block(PATIENCE);
      var other = credential.token(CredentialRequest.of("api://other/read")).block(PATIENCE);

      assertThat(again).isSameAs(token);
      assertThat(SignedJWT.parse(token.value()).getJWTClaimsSet().getClaims())
          .containsEntry("preferred_username", "demo")
          .containsEntry("azp", AUTHORITY.clientId());
      assertThat(SignedJWT.parse(other.value()).getJWTClaimsSet().getAudience())
          .containsExactly("api://other");
      assertThat(opened).hasValue(1);
    }
    transport.close().block(PATIENCE);
  }

  @Test
  void ourCredentialDiscoversTheIssuer() {
    var transport = HttpTransport.create(HttpOptions.DEFAULTS);
    var registration =
        ClientRegistration.oidc(servers.http(AUTHORITY) + "/v2.0", AUTHORITY.clientId());
    try (var credential =
        InteractiveBrowserCredential.builder(transport)
            .registration(registration)
            .loginHint("demo")
            .openBrowser(uri -> decide(uri, "approve"))
            .build()) {
      assertThat(credential.token(REQUEST).block(PATIENCE)).isNotNull();
    }
    transport.close().block(PATIENCE);
  }

  @Test
  void ourCredentialHearsThatThePersonRefused() {
    var transport = HttpTransport.create(HttpOptions.DEFAULTS);
    try (var credential = ours(transport, "deny").build()) {
      assertThatThrownBy(() -> credential.token(REQUEST).block(PATIENCE))
          .isInstanceOf(OAuthException.class)
          .hasMessageStartingWith("access_denied: AADSTS65004");
    }
    transport.close().block(PATIENCE);
  }

  private PublicClientApplication msal(boolean oidc) throws Exception {
    var builder =
        PublicClientApplication.builder(AUTHORITY.clientId())
            .sslSocketFactory(servers.trust().getSocketFactory());
    return oidc
        ? builder.oidcAuthority(servers.https(AUTHORITY) + "/v2.0").build()
        : builder
            .authority(servers.https(AUTHORITY) + "/")
            .validateAuthority(false)
            .instanceDiscovery(false)
            .build();
  }

  private InteractiveRequestParameters interactive(String decision) {
    var options =
        SystemBrowserOptions.builder()
            .openBrowserAction(url -> decide(URI.create(url.toString()), decision))
            .build();
    return InteractiveRequestParameters.builder(URI.create("http://localhost"))
        .scopes(Set.of(AUTHORITY.scope()))
        .systemBrowserOptions(options)
        .build();
  }

  @Test
  void msalSignsInAndRefreshesSilently() throws Exception {
    var client = msal(true);

    var first = client.acquireToken(interactive("approve")).join();
    var silent =
        SilentParameters.builder(Set.of(AUTHORITY.scope()), first.account())
            .forceRefresh(true)
            .build();
    var second = client.acquireTokenSilently(silent).join();

    assertThat(first.account().username()).isEqualTo("demo");
    assertThat(second.accessToken()).isNotEqualTo(first.accessToken());
    assertThat(opened).hasValue(1);
  }

  @Test
  void msalSignsInWithTheEntraAuthority() throws Exception {
    var result = msal(false).acquireToken(interactive("approve")).join();

    assertThat(result.account().username()).isEqualTo("demo");
    assertThat(result.account().homeAccountId()).contains(".");
  }

  @Test
  void msalHearsThatThePersonRefused() throws Exception {
    var client = msal(true);

    var error = catchThrowable(() -> client.acquireToken(interactive("deny")).join());

    assertThat(error).hasCauseInstanceOf(MsalException.class);
    assertThat(opened).hasValue(1);
  }

  @Test
  void azureIdentityRedeemsTheCodeOfAWebApplication() throws Exception {
    var authorize =
        URI.create(
            servers.https(AUTHORITY)
                + "/oauth2/v2.0/authorize?client_id=web&response_type=code&scope=openid%20"
                + "offline_access%20api%3A%2F%2Ffleetauth-demo%2Fread&redirect_uri="
                + WEB_REDIRECT);
    var left = FormBrowser.open(servers.trust()).signIn(authorize, "approve").left();
    var code = left.getQuery().replaceFirst("code=([^&]+).*", "$1");
    var credential =
        new AuthorizationCodeCredentialBuilder()
            .authorityHost(servers.httpsBase(AUTHORITY))
            .disableInstanceDiscovery()
            .tenantId(AUTHORITY.tenant())
            .clientId("web")
            .clientSecret(WEB_SECRET)
            .authorizationCode(code)
            .redirectUrl(WEB_REDIRECT)
            .httpClient(servers.azureClient())
            .build();

    var token = credential.getTokenSync(new TokenRequestContext().addScopes(AUTHORITY.scope()));

    assertThat(SignedJWT.parse(token.getToken()).getJWTClaimsSet().getClaims())
        .containsEntry("preferred_username", "demo")
        .containsEntry("azp", "web");
  }

  @Test
  void nimbusSignsInWithPkceAndVerifiesTheAnswer() throws Exception {
    var metadata = OIDCProviderMetadata.resolve(new Issuer(servers.http(AUTHORITY) + "/v2.0"));
    var verifier = new CodeVerifier();
    var nonce = new Nonce();
    var request =
        new AuthenticationRequest.Builder(
                ResponseType.CODE,
                Scope.parse("openid offline_access " + AUTHORITY.scope()),
                new ClientID(AUTHORITY.clientId()),
                URI.create("http://localhost:52222"))
            .endpointURI(metadata.getAuthorizationEndpointURI())
            .state(new State())
            .nonce(nonce)
            .codeChallenge(verifier, CodeChallengeMethod.S256)
            .build();

    var left = FormBrowser.open().signIn(request.toURI(), "approve").left();
    var answer =
        (AuthenticationSuccessResponse)
            AuthenticationResponseParser.parse(left).toSuccessResponse();
    assertThat(answer.getState()).isEqualTo(request.getState());
    assertThat(metadata.supportsAuthorizationResponseIssuerParam()).isTrue();
    assertThat(answer.getIssuer()).isEqualTo(metadata.getIssuer());

    var grant =
        new AuthorizationCodeGrant(
            answer.getAuthorizationCode(), request.getRedirectionURI(), verifier);
    var redemption = new TokenRequest(metadata.getTokenEndpointURI(), request.getClientID(), grant);
    var tokens =
        (OIDCTokenResponse)
            OIDCTokenResponseParser.parse(redemption.toHTTPRequest().send()).toSuccessResponse();
    var claims =
        new IDTokenValidator(
                metadata.getIssuer(),
                request.getClientID(),
                JWSAlgorithm.RS256,
                metadata.getJWKSetURI().toURL())
            .validate(tokens.getOIDCTokens().getIDToken(), nonce);
    assertThat(claims.getAuthenticationTime()).isNotNull();
    assertThat(OIDCTokenResponseParser.parse(redemption.toHTTPRequest().send()).indicatesSuccess())
        .as("the code a second time")
        .isFalse();
  }
}
