// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** That the secrets of this module's tests are watched too; core tests the watch itself. */
class SecretWatchIsOnTest {

  @Test
  void theWatchListens() {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var appenders = new ArrayList<Appender<ILoggingEvent>>();
    root.iteratorForAppenders().forEachRemaining(appenders::add);

    assertThat(appenders).anyMatch(each -> each.getClass().getName().endsWith(".Overheard"));
    assertThat(LoggerFactory.getLogger("io.fleetauth.any").isDebugEnabled()).isTrue();
  }
}
