// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads configuration; what is not written has its default. */
public final class ConfigLoader {

  private final Map<String, String> environment;

  /**
   * @param environment variables to lay over the file and to put in for {@code ${NAME}}
   */
  public ConfigLoader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * What was read.
   *
   * @param warnings one line each, for people
   */
  public record Loaded(ServerConfig config, List<String> warnings) {}

  /**
   * Reads {@code file}, or only the environment when it is {@code null}; throws {@link
   * ConfigException}.
   */
  public Loaded load(@Nullable Path file) {
    return bind(
        file == null
            ? ConfigNode.Mapping.empty(Position.of("configuration"))
            : YamlSource.read(file));
  }

  /** Reads {@code yaml} as if it were a file called {@code name}. */
  Loaded parse(String name, String yaml) {
    return bind(YamlSource.parse(name, yaml));
  }

  private Loaded bind(ConfigNode.Mapping root) {
    var overrides = new EnvironmentOverrides(ServerConfig.class, environment);
    overrides.apply(root);
    var binder = new RecordBinder(new Placeholders(environment));
    ServerConfig config = binder.bind(ServerConfig.class, root, "");
    List<String> warnings =
        overrides.unknown(root).stream()
            .map(name -> "environment variable " + name + " names no configuration key; ignored")
            .toList();
    return new Loaded(config, warnings);
  }
}
