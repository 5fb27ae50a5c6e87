// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import io.fleetauth.scale.HttpCaller;
import io.fleetauth.scale.ServerProcess;
import io.fleetauth.server.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One gateway: a process that comes and goes, at an address that stays. */
final class GatewayNode implements AutoCloseable {

  private static final List<String> JVM = List.of("-Xmx512m", "-XX:+UseSerialGC");

  private final String name;
  private final Path config;
  private final Path log;
  private final HttpCaller http;
  private volatile List<String> jvm = JVM;
  private volatile @Nullable ServerProcess process;
  private volatile boolean expectedUp;

  /**
   * @param config its configuration file
   */
  GatewayNode(String name, Path config, Path log, HttpCaller http) {
    this.name = name;
    this.config = config;
    this.log = log;
    this.http = http;
  }

  String name() {
    return name;
  }

  HttpCaller http() {
    return http;
  }

  /** Returns what the process has logged over all its lives. */
  List<String> log() throws IOException {
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  /**
   * Lets the JVM keep its loaded classes in a file, which halves the work of each later start; for
   * this the process is started and stopped once.
   */
  void archiveClasses(Path archive) throws IOException {
    jvm = with("-XX:ArchiveClassesAtExit=" + archive);
    start();
    close();
    useClasses(archive);
  }

  /** Uses what {@link #archiveClasses} of another node kept. */
  void useClasses(Path archive) {
    jvm = with("-XX:SharedArchiveFile=" + archive);
  }

  private static List<String> with(String option) {
    return Stream.concat(JVM.stream(), Stream.of(option)).toList();
  }

  /** Starts the process and returns when it serves. */
  void start() throws IOException {
    ServerProcess started =
        ServerProcess.start(log, jvm, Main.class, "gateway", "--config", config.toString());
    process = started;
    started.awaitUp(http, "/health/ready", name);
    expectedUp = true;
  }

  /** Kills the process. */
  void kill() throws InterruptedException {
    expectedUp = false;
    ServerProcess running = process;
    if (running != null) {
      running.kill();
    }
  }

  void suspend() throws IOException, InterruptedException {
    ServerProcess running = process;
    if (running != null) {
      running.suspend();
    }
  }

  void resume() throws IOException, InterruptedException {
    ServerProcess running = process;
    if (running != null) {
      running.resume();
    }
  }

  /** Returns whether the process ended without having been killed here. */
  boolean hasDied() {
    ServerProcess running = process;
    return expectedUp && running != null && !running.isAlive();
  }

  @Override
  public void close() {
    expectedUp = false;
    ServerProcess running = process;
    if (running != null) {
      running.close();
    }
  }
}
