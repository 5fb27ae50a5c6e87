// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.server.AuthorityServer;
import io.fleetauth.server.DataFolder;
import io.fleetauth.server.config.ServerConfig;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the authority until it is interrupted. */
@Command(
    name = "authority",
    description = {
      "Run an identity provider for development, CI and load tests.",
      "Needs no configuration: client fleetauth-dev, user demo with the password demo."
    },
    mixinStandardHelpOptions = true)
final class AuthorityCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin ServeOptions options = new ServeOptions();
  @Mixin PortOptions ports = new PortOptions();
  @Mixin OutputOption output = new OutputOption();
  @Mixin Verbosity verbosity = new Verbosity();

  AuthorityCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    var overrides = options.overrides("authority");
    overrides.addAll(ports.overrides("authority"));
    ServerConfig config = options.load(surroundings, overrides);
    DataFolder folder = DataFolder.open(config.data());
    try (var server = AuthorityServer.start(config.authority(), folder, "--")) {
      var running = new Running(surroundings, output);
      running.authority(server);
      running.untilInterrupted();
    }
    return ExitCode.OK;
  }
}
