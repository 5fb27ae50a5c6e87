// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fleetauth.http.HttpLogLevel;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CommunicationLogTest extends CommunicationFixture {

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger log = (Logger) LoggerFactory.getLogger("io.fleetauth");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    root.addAppender(lines);
    log.setLevel(Level.TRACE);
  }

  @AfterEach
  void stopListening() {
    root.detachAppender(lines);
    log.setLevel(null);
  }

  @Test
  void showsTheExchangeButNoSecret() {
    HttpTransport logged =
        HttpTransport.of(HttpOptions.DEFAULTS.withHttpLog(HttpLogLevel.BODY), clock, time);
    var client =
        CommunicationIdentityClient.builder(logged)
            .endpoint(endpoint())
            .accessKey(AccessKey.of(KEY))
            .build();
    stub.on(
        "/teamsUser/:exchangeAccessToken" + QUERY,
        200,
        "{\"token\":\"issued-secret\",\"expiresOn\":\"2030-01-01T00:00:00+00:00\"}");

    client.tokenForTeamsUser(new TeamsUserToken("teams-secret", "app", "oid")).block(WAIT);
    logged.close().block(WAIT);

    String signature = stub.last().headers().get("authorization").split("Signature=")[1];
    List<String> messages =
        List.copyOf(lines.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(messages)
        .noneMatch(line -> line.contains(KEY) || line.contains(signature))
        .noneMatch(line -> line.contains("issued-secret") || line.contains("teams-secret"))
        .anyMatch(line -> line.startsWith("> POST") && line.contains("x-ms-date: Thu, 01 Jan 1970"))
        .anyMatch(line -> line.startsWith("< POST") && line.contains(" 200 "));
  }
}
