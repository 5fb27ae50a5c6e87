// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Turns SIGINT and SIGTERM into a signal that a command can wait for, and gives it time to end. The
 * process then exits with the code of the command.
 */
public final class Interruption {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Sinks.Empty<Void> requested = Sinks.empty();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final AtomicInteger exitCode = new AtomicInteger(ExitCode.INTERRUPTED);

  private Interruption() {}

  /** Listens to the signals of this process; to be called once. */
  public static Interruption ofProcess() {
    var interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::stop, "stop"));
    return interruption;
  }

  /** Completes when the process was asked to stop. */
  public Mono<Void> requested() {
    return requested.asMono();
  }

  /** Exits with the code, also when the process is stopping already. */
  public void finish(int code) {
    exitCode.set(code);
    finished.countDown();
    System.exit(code);
  }

  private void stop() {
    requested.tryEmitEmpty();
    try {
      if (!finished.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        exitCode.set(ExitCode.FAILED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(exitCode.get());
  }
}
