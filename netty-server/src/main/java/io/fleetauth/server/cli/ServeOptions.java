// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.server.config.ConfigLoader;
import io.fleetauth.server.config.ServerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a server finds its configuration, and what the command line changes in it. */
final class ServeOptions {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "YAML file; its keys are in netty-server/CONFIG.md.")
  @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder for what must survive a restart; ./data unless the file says else.")
  @Nullable String data;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on; 127.0.0.1 unless the file says else.")
  @Nullable String host;

  /** Reads the configuration for the section that the command serves; tells of warnings. */
  ServerConfig load(Surroundings surroundings, List<ConfigLoader.Setting> more) {
    var loader = new ConfigLoader(surroundings.environment());
    ConfigLoader.Loaded loaded = loader.load(config, more);
    loaded.warnings().forEach(warning -> surroundings.err().println("fleetauth: " + warning));
    return loaded.config();
  }

  /** Returns the changes of these options for one section. */
  List<ConfigLoader.Setting> overrides(String section) {
    var overrides = new ArrayList<ConfigLoader.Setting>();
    add(overrides, "data", data, "--data");
    add(overrides, section + ".host", host, "--host");
    return overrides;
  }

  static void add(
      List<ConfigLoader.Setting> overrides, String key, @Nullable Object value, String option) {
    if (value != null) {
      overrides.add(new ConfigLoader.Setting(key, value.toString(), option));
    }
  }
}
