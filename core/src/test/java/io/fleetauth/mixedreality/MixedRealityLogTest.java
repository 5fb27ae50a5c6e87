// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.mixedreality;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fleetauth.http.HttpLogLevel;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.time.VirtualClock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MixedRealityLogTest extends StsFixture {

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
  void namesTheExchangeButNoSecret() {
    HttpTransport logged =
        HttpTransport.of(
            HttpOptions.DEFAULTS.withHttpLog(HttpLogLevel.BODY), new VirtualClock(time), time);
    MixedRealityStsClient client = bare(logged).accountKey(KEY).build();
    String token = token(DAY);
    stub.on(PATH, 200, body(token), "MS-CV", "answer.0");
    read(client);
    stub.on(PATH, 401, "{\"error\":{\"message\":\"" + KEY + "\"}}", "MS-CV", "refusal.0");
    failure(client.renew());
    logged.close().block(WAIT);

    List<String> messages =
        List.copyOf(lines.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
    String vector = stub.asked().get(0).headers().get("x-mrc-cv");
    assertThat(messages)
        .noneMatch(line -> line.contains(KEY) || line.contains("YWNjb3VudA=="))
        .noneMatch(line -> line.contains(token))
        .anyMatch(line -> line.contains("X-MRC-CV: " + vector))
        .anyMatch(line -> line.matches("GET .* 200 in .*, correlation answer.0"))
        .anyMatch(line -> line.matches("GET .* 401 in .*, correlation refusal.0"));
  }
}
