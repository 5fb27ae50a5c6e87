// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * What a command has around it.
 *
 * @param terminal whether {@code out} is read by a person, so that colours and redrawn lines make
 *     sense; the launcher knows
 * @param interrupted completes when the command is asked to stop
 */
public record Surroundings(
    PrintWriter out,
    PrintWriter err,
    boolean terminal,
    Map<String, String> environment,
    Clock clock,
    Mono<Void> interrupted) {

  /** Returns those of this process. */
  public static Surroundings ofProcess(Mono<Void> interrupted) {
    return new Surroundings(
        writer(FileDescriptor.out),
        writer(FileDescriptor.err),
        Boolean.getBoolean("fleetauth.terminal"),
        System.getenv(),
        Clock.systemUTC(),
        interrupted);
  }

  /** Returns what the user typed to run this, so that printed commands can be pasted. */
  static String command() {
    return System.getProperty("fleetauth.command", "fleetauth");
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(new FileOutputStream(descriptor), true, UTF_8);
  }
}
