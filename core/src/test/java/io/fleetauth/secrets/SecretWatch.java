// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.secrets;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails the test class after which a log line of the engine at DEBUG, the HTTP log with bodies
 * included, or what was printed holds one of {@link Secrets#ALL}. JUnit finds it by itself, so that
 * it watches all tests; surefire switches the HTTP log on. The console stays as quiet as it was.
 */
public final class SecretWatch implements BeforeAllCallback, AfterAllCallback {

  private static final String ENGINE = "io.fleetauth";

  private static final Overheard OVERHEARD = listening();

  private static Overheard listening() {
    var overheard = new Overheard(Secrets.ALL);
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.iteratorForAppenders().forEachRemaining(console -> quiet(console, root.getLevel()));
    overheard.setContext(context);
    System.setOut(new PrintStream(overheard.tee(System.out), true));
    System.setErr(new PrintStream(overheard.tee(System.err), true));
    return overheard;
  }

  private static void quiet(Appender<ILoggingEvent> console, Level level) {
    var filter = new ThresholdFilter();
    filter.setLevel(level.toString());
    filter.start();
    console.addFilter(filter);
  }

  /** A test may have put the logs back to what they were before they were watched. */
  @Override
  public void beforeAll(ExtensionContext context) {
    OVERHEARD.start();
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(OVERHEARD);
    ((Logger) LoggerFactory.getLogger(ENGINE)).setLevel(Level.DEBUG);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    check(OVERHEARD.leaks());
  }

  static void check(List<String> leaks) {
    if (!leaks.isEmpty()) {
      throw new AssertionError(
          leaks.size() + " lines with secrets were logged or printed: " + leaks);
    }
  }
}
