// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.server.DataFolder;
import io.fleetauth.server.GatewayServer;
import io.fleetauth.server.config.ServerConfig;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the gateway until it is interrupted. */
@Command(
    name = "gateway",
    description = {
      "Run a gateway: devices speak OAuth to it, it signs them in and keeps their tokens fresh.",
      "Needs a file with at least one registration; begin with netty-server/examples."
    },
    mixinStandardHelpOptions = true)
final class GatewayCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin ServeOptions options = new ServeOptions();
  @Mixin PortOptions ports = new PortOptions();
  @Mixin OutputOption output = new OutputOption();
  @Mixin Verbosity verbosity = new Verbosity();

  GatewayCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    var overrides = options.overrides("gateway");
    overrides.addAll(ports.overrides("gateway"));
    ServerConfig config = options.load(surroundings, overrides);
    DataFolder folder = DataFolder.open(config.data());
    try (var server = GatewayServer.start(config.gateway(), folder, "--")) {
      var running = new Running(surroundings, output);
      running.gateway(server, folder);
      running.untilInterrupted();
    }
    return ExitCode.OK;
  }
}
