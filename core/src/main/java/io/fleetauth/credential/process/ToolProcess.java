// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.credential.Environment;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Runs programs: no shell, no input, bounded output, and nothing of it is left when it takes too
 * long or nobody waits for it any more.
 *
 * @param environment the variables of the program
 * @param folder where it runs; a folder that others may write to could hold what it loads
 * @param limit how long it may take
 * @param blocking starts programs and reads their output
 * @param timer counts the time
 */
record ToolProcess(
    Environment environment, Path folder, Duration limit, Scheduler blocking, Scheduler timer) {

  /** More than any token; what is beyond makes the program fail. */
  static final int MAX_BYTES = 1 << 20;

  /**
   * Errors: {@link TimeoutException}, {@link IOException} when it does not start or says too much.
   */
  Mono<ToolOutput> run(List<String> command) {
    return Mono.usingWhen(
        Mono.fromCallable(() -> start(command)).subscribeOn(blocking),
        process -> output(process).timeout(limit, timer),
        this::end,
        (process, failure) -> end(process),
        this::end);
  }

  private Process start(List<String> command) throws IOException {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment.variables());
    builder.redirectInput(ProcessBuilder.Redirect.from(nothing()));
    return builder.start();
  }

  private static File nothing() {
    return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
  }

  private Mono<ToolOutput> output(Process process) {
    return Mono.zip(read(process.getInputStream()), read(process.getErrorStream()))
        .flatMap(
            texts ->
                Mono.fromFuture(process.onExit(), true)
                    .map(ended -> new ToolOutput(ended.exitValue(), texts.getT1(), texts.getT2())));
  }

  private Mono<String> read(InputStream stream) {
    return Mono.fromCallable(() -> text(stream)).subscribeOn(blocking);
  }

  private static String text(InputStream stream) throws IOException {
    byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new IOException("the output is longer than " + MAX_BYTES + " bytes");
    }
    return new String(bytes, UTF_8);
  }

  private Mono<Void> end(Process process) {
    return Mono.<Void>fromRunnable(() -> kill(process)).subscribeOn(blocking);
  }

  /** Children too: they hold the pipes that we read. */
  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
