// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.scale;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/** A JVM with one server in it, on the class path of this one. */
public final class ServerProcess implements AutoCloseable {

  private static final long STOP_SECONDS = 15;
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final Process process;
  private final Path log;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it.
   *
   * @param log where its output goes, behind what is there
   * @param jvm options of the JVM
   * @param main what to run
   */
  public static ServerProcess start(Path log, List<String> jvm, Class<?> main, String... arguments)
      throws IOException {
    var options = new ArrayList<>(jvm);
    options.add("-XX:+ExitOnOutOfMemoryError");
    options.addAll(List.of("-cp", System.getProperty("java.class.path", ""), main.getName()));
    options.addAll(List.of(arguments));
    // in a file, because a class path can be longer than a command line may be
    Path file = Files.createTempFile(log.toAbsolutePath().getParent(), "server", ".args");
    Files.write(file, options.stream().map(ServerProcess::quoted).toList());
    Process process =
        new ProcessBuilder(tool("java"), "@" + file)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new ServerProcess(process, log);
  }

  private static String quoted(String option) {
    return '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home", ""), "bin", name).toString();
  }

  /**
   * Blocks until the server answers 200 at {@code path}.
   *
   * @param name who it is, for the message
   * @throws IOException when it does not start in time; the message ends with its last words
   */
  public void awaitUp(HttpCaller http, String path, String name) throws IOException {
    boolean up =
        Mono.defer(() -> http.isUp(path))
            .filter(ready -> ready || !isAlive())
            .repeatWhenEmpty(again -> again.delayElements(LOOK_AGAIN))
            .blockOptional(START_LIMIT)
            .orElse(false);
    if (!up) {
      throw new IOException(name + " does not start; it said last:\n" + lastWords());
    }
  }

  /** Returns the id that the operating system gave it. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it in the midst of what it does, and returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Lets it stand still until {@link #resume}. */
  public void suspend() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("kill -" + name + " ended with " + status);
    }
  }

  /** Runs {@code action} when it has ended, for whatever reason. */
  public void onExit(Runnable action) {
    process.onExit().thenRun(action);
  }

  /** Returns the end of what it printed. */
  public String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  /** Returns the processor time used so far. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Returns the bytes of heap that live after a full collection, -1 without {@code jcmd}. */
  long liveHeap() throws IOException {
    return jcmd("GC.class_histogram", "-all=false").stream()
        .filter(line -> line.startsWith("Total"))
        .mapToLong(line -> Long.parseLong(line.trim().split("\\s+")[2]))
        .findFirst()
        .orElse(-1);
  }

  /** Returns how many threads it has, -1 without {@code jcmd}. */
  long threads() throws IOException {
    long threads = jcmd("Thread.print").stream().filter(line -> line.startsWith("\"")).count();
    return threads == 0 ? -1 : threads;
  }

  private List<String> jcmd(String... command) throws IOException {
    var line = new ArrayList<>(List.of(tool("jcmd"), Long.toString(process.pid())));
    line.addAll(List.of(command));
    Process jcmd = new ProcessBuilder(line).redirectErrorStream(true).start();
    try (var output =
        new BufferedReader(new InputStreamReader(jcmd.getInputStream(), StandardCharsets.UTF_8))) {
      return output.lines().toList();
    }
  }

  /** Asks it to stop, and ends it when it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
