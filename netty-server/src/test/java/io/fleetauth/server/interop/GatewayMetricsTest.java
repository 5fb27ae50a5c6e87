// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** A gateway as it is started for real tells of its engines and its store. */
class GatewayMetricsTest {

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void tellsPendingSignInsAndStoreTimes() throws Exception {
    try (var servers = InteropServers.start()) {
      var started =
          HttpRequest.newBuilder(
                  URI.create(servers.http(ServedBy.GATEWAY) + "/oauth2/v2.0/devicecode"))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(BodyPublishers.ofString("client_id=" + ServedBy.GATEWAY.clientId()))
              .build();
      assertThat(http.send(started, BodyHandlers.ofString()).statusCode()).isEqualTo(200);

      var metrics = URI.create(servers.http(ServedBy.GATEWAY).replace("/glasses", "/metrics"));
      String text =
          http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();

      assertThat(text)
          .contains("fleetauth_sign_ins_pending{registration=\"glasses\"} 1.0")
          .containsPattern("fleetauth_store[a-z_]*_count\\{[^}]*operation=\"replace\"[^}]*} [1-9]");
    }
  }
}
