// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import reactor.core.publisher.Sinks;

/** Runs a command line in this process, and keeps what it wrote. */
final class CommandRun {

  private final Sinks.Empty<Void> interrupt = Sinks.empty();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();
  private Consumer<String> onLine = line -> {};

  CommandRun(Path home) {
    environment.put("FLEETAUTH_HOME", home.toString());
  }

  CommandRun with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Tells of each line on standard output, on the thread that writes it. */
  CommandRun onLine(Consumer<String> listener) {
    onLine = listener;
    return this;
  }

  void interrupt() {
    interrupt.tryEmitEmpty();
  }

  int run(String... arguments) {
    var surroundings =
        new Surroundings(
            new PrintWriter(new Lines()),
            new PrintWriter(err, true),
            false,
            environment,
            Clock.systemUTC(),
            interrupt.asMono());
    return new Program(surroundings).run(arguments);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  /** Splits what is written into lines. */
  private final class Lines extends Writer {

    private final StringBuilder line = new StringBuilder();

    @Override
    public void write(char[] buffer, int from, int length) {
      for (int i = from; i < from + length; i++) {
        line.append(buffer[i]);
        if (buffer[i] == '\n') {
          String whole = line.toString();
          line.setLength(0);
          out.append(whole);
          onLine.accept(whole.trim());
        }
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
