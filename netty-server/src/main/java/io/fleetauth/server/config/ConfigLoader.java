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
   * A value given on the command line.
   *
   * @param key path like {@code gateway.http-port}
   * @param option how the user gave it, for messages
   */
  public record Setting(String key, String value, String option) {}

  /**
   * Reads {@code file}, or only the environment when it is {@code null}; throws {@link
   * ConfigException}.
   */
  public Loaded load(@Nullable Path file) {
    return load(file, List.of());
  }

  /** Like {@link #load(Path)}; {@code overrides} win over the file and the environment. */
  public Loaded load(@Nullable Path file, List<Setting> overrides) {
    return bind(
        file == null
            ? ConfigNode.Mapping.empty(Position.of("configuration"))
            : YamlSource.read(file),
        overrides);
  }

  /** Reads {@code yaml} as if it were a file called {@code name}. */
  Loaded parse(String name, String yaml) {
    return bind(YamlSource.parse(name, yaml), List.of());
  }

  private Loaded bind(ConfigNode.Mapping root, List<Setting> options) {
    options.forEach(option -> put(root, option));
    var overrides = new EnvironmentOverrides(ServerConfig.class, environment);
    List<String> warnings =
        overrides.unknown(root).stream()
            .map(name -> "environment variable " + name + " names no configuration key; ignored")
            .toList();
    overrides.apply(root);
    options.forEach(option -> put(root, option));
    var binder = new RecordBinder(new Placeholders(environment));
    return new Loaded(binder.bind(ServerConfig.class, root, ""), warnings);
  }

  private static void put(ConfigNode.Mapping root, Setting option) {
    var at = Position.of("option " + option.option());
    var value = new ConfigNode.Scalar(at, option.value().replace("$", "$$"), true);
    EnvironmentOverrides.put(root, List.of(option.key().split("[.]")), value);
  }
}
