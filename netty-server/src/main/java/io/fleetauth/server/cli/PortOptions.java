// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.server.config.ConfigLoader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The ports of the one server that a command starts. */
final class PortOptions {

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "Port for plain HTTP; 0 takes a free one.")
  @Nullable Integer httpPort;

  @Option(
      names = "--https-port",
      paramLabel = "PORT",
      description = "Port for HTTPS; 0 takes a free one.")
  @Nullable Integer httpsPort;

  List<ConfigLoader.Setting> overrides(String section) {
    var overrides = new ArrayList<ConfigLoader.Setting>();
    ServeOptions.add(overrides, section + ".http-port", httpPort, "--http-port");
    ServeOptions.add(overrides, section + ".https-port", httpsPort, "--https-port");
    return overrides;
  }
}
