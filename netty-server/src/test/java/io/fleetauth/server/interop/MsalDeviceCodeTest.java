// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.microsoft.aad.msal4j.DeviceCodeFlowParameters;
import com.microsoft.aad.msal4j.IAuthenticationResult;
import com.microsoft.aad.msal4j.MsalServiceException;
import com.microsoft.aad.msal4j.PublicClientApplication;
import com.microsoft.aad.msal4j.SilentParameters;
import java.net.MalformedURLException;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Unmodified MSAL4J signs in, and refreshes silently, at the authority and through the gateway. */
class MsalDeviceCodeTest {

  @ParameterizedTest
  @EnumSource(ServedBy.class)
  void signsInWithTheOidcAuthorityAndRefreshesSilently(ServedBy server) throws Exception {
    try (var servers = InteropServers.start()) {
      var client = client(servers, server).oidcAuthority(servers.https(server) + "/v2.0").build();

      IAuthenticationResult first = client.acquireToken(flow(servers, server)).join();
      IAuthenticationResult second = refreshed(client, first, server);

      assertThat(first.account().username()).isEqualTo("demo");
      assertThat(second.accessToken()).isNotBlank();
      assertThat(servers.signInsApproved()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(ServedBy.class)
  void signsInWithTheEntraAuthority(ServedBy server) throws Exception {
    try (var servers = InteropServers.start()) {
      var client =
          client(servers, server)
              .authority(servers.https(server) + "/")
              .validateAuthority(false)
              .instanceDiscovery(false)
              .build();

      IAuthenticationResult result = client.acquireToken(flow(servers, server)).join();

      assertThat(result.accessToken()).isNotBlank();
      assertThat(result.account().username()).isEqualTo("demo");
      assertThat(result.account().homeAccountId()).contains(".");
    }
  }

  @ParameterizedTest
  @EnumSource(ServedBy.class)
  void learnsThatThePersonRefused(ServedBy server) throws Exception {
    try (var servers = InteropServers.start()) {
      var client = client(servers, server).oidcAuthority(servers.https(server) + "/v2.0").build();
      var flow =
          DeviceCodeFlowParameters.builder(
                  Set.of(server.scope()), code -> servers.deny(code.userCode()))
              .build();

      Throwable error = catchThrowable(() -> client.acquireToken(flow).join());

      assertThat(error).hasCauseInstanceOf(MsalServiceException.class);
      assertThat(((MsalServiceException) error.getCause()).errorCode())
          .isIn("authorization_declined", "access_denied");
    }
  }

  private static PublicClientApplication.Builder client(InteropServers servers, ServedBy server) {
    return PublicClientApplication.builder(server.clientId())
        .sslSocketFactory(servers.trust().getSocketFactory());
  }

  private static DeviceCodeFlowParameters flow(InteropServers servers, ServedBy server) {
    return DeviceCodeFlowParameters.builder(
            Set.of(server.scope()), code -> servers.approve(code.userCode()))
        .build();
  }

  private static IAuthenticationResult refreshed(
      PublicClientApplication client, IAuthenticationResult first, ServedBy server)
      throws MalformedURLException {
    return client
        .acquireTokenSilently(
            SilentParameters.builder(Set.of(server.scope()), first.account())
                .forceRefresh(true)
                .build())
        .join();
  }
}
