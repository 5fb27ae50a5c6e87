// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps what is logged and printed until it is looked through. Does not block. */
final class Overheard extends AppenderBase<ILoggingEvent> {

  /** Enough to tell where a line came from. */
  private static final int MOST_SHOWN = 120;

  private final Secrets secrets;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  Overheard(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  protected void append(ILoggingEvent event) {
    String failure =
        event.getThrowableProxy() == null
            ? ""
            : " " + ThrowableProxyUtil.asString(event.getThrowableProxy());
    lines.add(event.getLoggerName() + ": " + event.getFormattedMessage() + failure);
  }

  /** Returns a stream that keeps what it passes on. */
  OutputStream tee(OutputStream out) {
    return new OutputStream() {

      private final ByteArrayOutputStream line = new ByteArrayOutputStream();

      @Override
      public void write(int next) throws IOException {
        out.write(next);
        keep(new byte[] {(byte) next}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        keep(bytes, from, length);
      }

      @Override
      public void flush() throws IOException {
        out.flush();
      }

      private synchronized void keep(byte[] bytes, int from, int length) {
        line.write(bytes, from, length);
        if (bytes[from + length - 1] == '\n') {
          lines.add("printed: " + line.toString(UTF_8));
          line.reset();
        }
      }
    };
  }

  /** Forgets what was heard so far; returns where a secret was in it, without the secret. */
  List<String> leaks() {
    var leaks = new ArrayList<String>();
    for (String line = lines.poll(); line != null; line = lines.poll()) {
      Secrets.Found found = secrets.in(line);
      if (found != null) {
        String start = line.substring(0, Math.min(MOST_SHOWN, found.at()));
        leaks.add(found.what() + " in a line that starts with '" + start + "'");
      }
    }
    return leaks;
  }
}
