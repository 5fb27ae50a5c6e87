// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.DeviceCodeCredential;
import com.azure.identity.DeviceCodeCredentialBuilder;
import java.net.http.HttpClient;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The unmodified Azure SDK credential signs in at the authority and through the gateway. */
class AzureIdentityDeviceCodeTest {

  private final AtomicInteger prompts = new AtomicInteger();

  @ParameterizedTest
  @EnumSource(ServedBy.class)
  void signsIn(ServedBy server) throws Exception {
    try (var servers = InteropServers.start()) {
      AccessToken token = credential(servers, server).getTokenSync(request(server));

      assertThat(token.getToken()).isNotBlank();
      assertThat(prompts).hasValue(1);
    }
  }

  /** It drops the port on a silent refresh, so this takes a server on 443. */
  @ParameterizedTest
  @EnumSource(ServedBy.class)
  void refreshesSilently(ServedBy server) throws Exception {
    assumeTrue(
        InteropServers.canBind443(),
        "skipped: this user may not bind port 443, which azure-identity needs to refresh");
    try (var servers = InteropServers.startOn443(server)) {
      DeviceCodeCredential credential = credential(servers, server);

      AccessToken first = credential.getTokenSync(request(server));
      AccessToken second = credential.getTokenSync(request(server));

      assertThat(prompts).hasValue(1);
      assertThat(second.getToken()).isNotBlank();
      assertThat(first.getToken()).isNotBlank();
    }
  }

  private DeviceCodeCredential credential(InteropServers servers, ServedBy server) {
    return new DeviceCodeCredentialBuilder()
        .authorityHost(servers.httpsBase(server))
        .disableInstanceDiscovery()
        .tenantId(server.tenant())
        .clientId(server.clientId())
        .challengeConsumer(
            challenge -> {
              prompts.incrementAndGet();
              servers.approve(challenge.getUserCode());
            })
        .httpClient(
            new JdkHttpClientBuilder(HttpClient.newBuilder().sslContext(servers.trust())).build())
        .build();
  }

  private static TokenRequestContext request(ServedBy server) {
    return new TokenRequestContext().addScopes(server.scope());
  }
}
