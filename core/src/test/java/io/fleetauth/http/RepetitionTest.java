// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.endpoint.ClientAuthentication;
import io.fleetauth.endpoint.ClientAuthentication.Credentials;
import io.fleetauth.endpoint.Discovery;
import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.Dialect;
import java.net.ConnectException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.ConnectionProvider;

/** What is sent again, and what is not; the client authenticates itself anew for each attempt. */
class RepetitionTest extends HttpFixture {

  private final AtomicInteger attempts = new AtomicInteger();
  private final AuthorizationServerMetadata metadata = stub.metadata();
  private final Discovery discovery = () -> Mono.just(metadata);
  private final ConnectionProvider connections =
      NettyClients.connections("test", HttpOptions.DEFAULTS);
  private final BackChannel channel =
      new BackChannel(
          new HttpExchanges(
              NettyClients.client(connections, HttpOptions.DEFAULTS),
              HttpOptions.DEFAULTS,
              CLOCK,
              Schedulers.parallel(),
              () -> null),
          new ErrorResponses(Dialect.STANDARD, CLOCK),
          counting(),
          Schedulers.parallel());

  @Test
  void aDeviceAuthorizationIsSentOnceMoreWhenThereWasNoConnection() {
    stub.close();

    assertThat(failure(deviceAuthorization().authorize(SCOPES)))
        .isInstanceOf(ConnectException.class);
    assertThat(attempts).hasValue(2);
  }

  @Test
  void aDeviceAuthorizationIsNotSentAgainAfterAnAnswer() {
    stub.on("/device", 503, "");

    failure(deviceAuthorization().authorize(SCOPES));

    assertThat(attempts).hasValue(1);
  }

  @Test
  void nettyDoesNotRepeatByItself() {
    var configuration = NettyClients.client(connections, HttpOptions.DEFAULTS).configuration();

    assertThat(configuration.isRetryDisabled()).isTrue();
  }

  @Test
  void aTokenRequestIsNeverSentAgain() {
    stub.close();
    var tokens = new HttpTokenEndpoint(channel, discovery, Dialect.STANDARD, SCOPES, CLOCK);

    assertThat(failure(tokens.exchange(REFRESH))).isInstanceOf(ConnectException.class);
    assertThat(attempts).hasValue(1);
  }

  @AfterEach
  void closeConnections() {
    connections.disposeLater().block(WAIT);
  }

  private HttpDeviceAuthorizationEndpoint deviceAuthorization() {
    return new HttpDeviceAuthorizationEndpoint(channel, discovery, "client-1");
  }

  private ClientAuthentication counting() {
    return endpoint -> {
      attempts.incrementAndGet();
      return Mono.just(new Credentials(null, Map.of()));
    };
  }
}
