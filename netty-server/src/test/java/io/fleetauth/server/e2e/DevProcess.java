// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** {@code fleetauth dev} in a process of its own, so that it can be killed. */
final class DevProcess implements AutoCloseable {

  private final Path data;
  private final Path config;
  private final List<Integer> ports;
  private Process process;

  private DevProcess(Path data, Path config, List<Integer> ports) {
    this.data = data;
    this.config = config;
    this.ports = ports;
  }

  /** Prepares it with tokens that live {@code seconds}. */
  static DevProcess withTokenLife(int seconds) throws IOException {
    Path folder = Files.createTempDirectory("fleetauth-e2e");
    Path config = folder.resolve("config.yaml");
    Files.writeString(
        config,
        """
        authority:
          lifetimes:
            poll-interval: 1s
            access-token: %ds
        """
            .formatted(seconds));
    return new DevProcess(
        folder.resolve("data"), config, List.of(freePort(), freePort(), freePort(), freePort()));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String gateway() {
    return "http://127.0.0.1:" + ports.get(2);
  }

  /** Starts it, and returns when it listens. */
  void start() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.fleetauth.server.Main",
                "dev",
                "--no-qr",
                "--config=" + config,
                "--data=" + data,
                "--authority-http-port=" + ports.get(0),
                "--authority-https-port=" + ports.get(1),
                "--gateway-http-port=" + ports.get(2),
                "--gateway-https-port=" + ports.get(3))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    while (!Objects.requireNonNull(line, "it ended before it was ready")
        .startsWith("See your fleet")) {
      line = output.readLine();
    }
  }

  /** As {@code kill -9} does: nothing gets a chance to be written. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
