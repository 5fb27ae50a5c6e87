// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.server.DataFolder;
import io.fleetauth.session.KeyRing;
import io.fleetauth.session.KeyRingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Shows and changes the keys that seal sessions at rest. */
@Command(
    name = "keys",
    description = "Show or change the keys that seal sessions at rest.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class KeysCommand implements Runnable {

  private final Surroundings surroundings;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "./data",
      scope = ScopeType.INHERIT,
      description = "Data folder of the gateway; default ${DEFAULT-VALUE}.")
  Path data = Path.of("data");

  KeysCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say 'list' or 'rotate'");
  }

  @Command(
      name = "list",
      description = "List the keys, without the keys themselves; the first one seals.",
      mixinStandardHelpOptions = true)
  int list(@Mixin OutputOption output, @Mixin Verbosity verbosity) {
    keys(KeyRingFile::load).entries().forEach(key -> print(key, output));
    return ExitCode.OK;
  }

  @Command(
      name = "rotate",
      description = {
        "Make a new key. Older keys stay, so that what they sealed still opens.",
        "A running gateway uses the new key when it is started again."
      },
      mixinStandardHelpOptions = true)
  int rotate(@Mixin OutputOption output, @Mixin Verbosity verbosity) {
    print(keys(KeyRingFile::rotate).entries().get(0), output);
    return ExitCode.OK;
  }

  private KeyRing keys(KeyFileCall call) {
    Path root = data.toAbsolutePath().normalize();
    Path file = new DataFolder(root).sealingKeys();
    if (!Files.exists(file)) {
      throw new CommandException(
          ExitCode.UNUSABLE_STORE, "no sealing keys in " + root + "; is it the right --data?");
    }
    try {
      return call.on(file);
    } catch (IOException e) {
      throw new CommandException(ExitCode.UNUSABLE_STORE, String.valueOf(e.getMessage()), e);
    }
  }

  private void print(KeyRing.Entry key, OutputOption output) {
    String since = key.createdAt() == null ? "unknown" : key.createdAt().toString();
    String use = key.active() ? "seals and opens" : "opens only";
    var line = new JsonLine().with("kid", key.kid()).with("created_at", key.createdAt());
    surroundings
        .out()
        .println(
            output.json()
                ? line.with("active", key.active())
                : key.kid() + "  made " + since + "  " + use);
  }

  /** A call that may fail on the file. */
  private interface KeyFileCall {
    KeyRing on(Path file) throws IOException;
  }
}
