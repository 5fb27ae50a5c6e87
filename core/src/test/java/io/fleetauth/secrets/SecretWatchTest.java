// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.fleetauth.http.HttpLogLevel;
import io.fleetauth.secrets.Secrets.Found;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The watch sees what it is to see; with secrets of its own, so that the run does not fail. */
class SecretWatchTest {

  private static final String SECRET = "s3cret-of-this-test";

  private final Secrets secrets = new Secrets().add("thing", SECRET);
  private final Overheard overheard = new Overheard(secrets);
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger log = (Logger) LoggerFactory.getLogger("io.fleetauth.watched");

  @BeforeEach
  void listen() {
    overheard.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
    overheard.start();
    root.addAppender(overheard);
  }

  @AfterEach
  void stop() {
    root.detachAppender(overheard);
  }

  @Test
  void aSecretInADebugLineFailsTheClass() {
    log.debug("this is {} told", SECRET);

    List<String> leaks = overheard.leaks();

    assertThat(leaks)
        .containsExactly("thing in a line that starts with 'io.fleetauth.watched: this is '");
    assertThatThrownBy(() -> SecretWatch.check(leaks))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("1 lines with secrets")
        .message()
        .doesNotContain(SECRET);
  }

  @Test
  void aSecretInAnExceptionFailsTheClass() {
    log.debug("failed", new IllegalStateException("outer", new Exception("has " + SECRET)));

    assertThat(overheard.leaks()).hasSize(1);
  }

  @Test
  void aSecretThatIsKnownLaterFailsTheClass() {
    log.debug("another-secret-of-the-test");
    secrets.addBody("{\"refresh_token\": \"another-secret-of-the-test\"}");

    assertThat(overheard.leaks()).hasSize(1);
    assertThat(overheard.leaks()).as("told once").isEmpty();
  }

  @Test
  void aPrintedSecretFailsTheClass() {
    var out = new PrintStream(overheard.tee(OutputStream.nullOutputStream()), true);

    out.print("half " + SECRET.substring(0, 5));
    out.println(SECRET.substring(5));
    out.println("nothing");

    assertThat(overheard.leaks()).hasSize(1);
  }

  @Test
  void otherLinesFailNothing() {
    log.debug("this is {} told", SECRET.substring(1));

    assertThatCode(() -> SecretWatch.check(overheard.leaks())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grant_type=x&client_secret=by-the-wire-1%2B2",
        "{\"a\":{\"device_code\":\"by-the-wire-1+2\"}}"
      })
  void secretsAreReadOffTheWire(String body) {
    assertThat(new Secrets().addBody(body).in("x by-the-wire-1+2")).isNotNull();
  }

  @Test
  void proofsAreReadOffTheWire() {
    Secrets known =
        new Secrets()
            .addAuthorization("Bearer by-the-wire")
            .addAuthorization("Basic aWQ6cGFzc3dvcmQtb2YtaWQ=")
            .addAuthorization(null)
            .add("short", "2short");

    assertThat(known.in("a by-the-wire b")).isEqualTo(new Found("authorization", 2));
    assertThat(known.in("password-of-id")).isEqualTo(new Found("password", 0));
    assertThat(known.in("aWQ6cGFzc3dvcmQtb2YtaWQ=")).isEqualTo(new Found("authorization", 0));
    assertThat(known.in("2short")).isNull();
  }

  /** Surefire says so; whoever runs the tests another way does without the HTTP log. */
  @Test
  void theHttpLogIsOnInTheWholeRun() {
    assumeThat(System.getProperty("surefire.test.class.path")).isNotNull();

    assertThat(System.getenv(HttpLogLevel.VARIABLE)).isEqualTo("body");
  }
}
