// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.probe;

import io.fleetauth.load.report.ServerSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A process of this machine, seen through Linux' {@code /proc}. */
public final class ProcessProbe implements ServerProbe {

  private static final double KIBI = 1024;
  private static final double NANOS = 1e9;

  private final Path folder;
  private final ProcessHandle process;
  private double lastCpu = -1;
  private long lastLook;

  private ProcessProbe(ProcessHandle process) {
    this.process = process;
    this.folder = Path.of("/proc", Long.toString(process.pid()));
  }

  /** Returns a probe of the process, or one that sees nothing when it is not there. */
  public static ServerProbe of(long pid) {
    return ProcessHandle.of(pid).<ServerProbe>map(ProcessProbe::new).orElse(ServerProbe.NONE);
  }

  @Override
  public Mono<ServerSample> look() {
    return Mono.fromCallable(this::sample)
        .subscribeOn(Schedulers.boundedElastic())
        .onErrorComplete(IOException.class);
  }

  private ServerSample sample() throws IOException {
    String status = Files.readString(folder.resolve("status"));
    return new ServerSample(
        null, kibibytes(status, "VmRSS:"), files(), number(status, "Threads:"), cpu());
  }

  private @Nullable Double files() {
    try (Stream<Path> open = Files.list(folder.resolve("fd"))) {
      return (double) open.count();
    } catch (IOException e) {
      return null; // somebody else's process
    }
  }

  private static @Nullable Double kibibytes(String status, String name) {
    Double kibi = number(status, name);
    return kibi == null ? null : kibi * KIBI;
  }

  private static @Nullable Double number(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> Double.valueOf(line.substring(name.length()).strip().split("\\s+")[0]))
        .findFirst()
        .orElse(null);
  }

  private synchronized @Nullable Double cpu() {
    double used =
        process.info().totalCpuDuration().map(time -> time.toNanos() / NANOS).orElse(-1.0);
    long now = System.nanoTime();
    Double cores = lastCpu < 0 || used < 0 ? null : (used - lastCpu) / ((now - lastLook) / NANOS);
    lastCpu = used;
    lastLook = now;
    return cores;
  }
}
