// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.session.KeyRing;
import io.fleetauth.session.KeyRingFile;
import io.fleetauth.session.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes, shows and changes the keys that seal sessions at rest. */
@Command(
    name = "keys",
    description = "Make, show or change the keys that seal sessions at rest.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class KeysCommand implements Runnable {

  /** Until then all gateways have read the file again, each of them once a minute. */
  private static final Duration SPREAD = Duration.ofMinutes(2);

  private final Surroundings surroundings;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  CommandSpec spec;

  @Mixin KeyFileOptions files = new KeyFileOptions();

  KeysCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say 'create', 'list', 'rotate' or 'retire'");
  }

  @Command(
      name = "create",
      description = "Make a key file with one key; a gateway does so itself at its first start.",
      mixinStandardHelpOptions = true)
  int create(@Mixin OutputOption output, @Mixin Verbosity verbosity) {
    print(keys(file -> KeyRingFile.create(file, surroundings.clock())).entries().get(0), output);
    return ExitCode.OK;
  }

  @Command(
      name = "list",
      description = "List the keys, without the keys themselves; the newest first.",
      mixinStandardHelpOptions = true)
  int list(@Mixin OutputOption output, @Mixin Verbosity verbosity) {
    keys(this::load).entries().forEach(key -> print(key, output));
    return ExitCode.OK;
  }

  @Command(
      name = "rotate",
      description = {
        "Make a new key. Older keys stay, so that what they sealed still opens.",
        "It seals only after a while, so that all gateways know it by then: each reads its key"
            + " file once a minute. Then they seal all sessions anew, and the old key can be"
            + " retired. Where each gateway has a copy of the file, bring it to all of them in"
            + " that time."
      },
      mixinStandardHelpOptions = true)
  int rotate(
      @Option(
              names = "--seals-after",
              paramLabel = "MINUTES",
              defaultValue = "2",
              description = "Minutes until it seals, or 0 for at once; default ${DEFAULT-VALUE}.")
          int minutes,
      @Mixin OutputOption output,
      @Mixin Verbosity verbosity) {
    if (minutes < 0) {
      throw new CommandException(ExitCode.USAGE, "--seals-after must not be negative");
    }
    Duration wait = Duration.ofMinutes(minutes);
    print(
        keys(file -> KeyRingFile.rotate(file, surroundings.clock(), wait)).entries().get(0),
        output);
    return ExitCode.OK;
  }

  @Command(
      name = "retire",
      description = {
        "Take an old key away: what only it opens is lost from then on.",
        "Refused while stored sessions need it; a running gateway seals those anew by itself."
      },
      mixinStandardHelpOptions = true)
  int retire(
      @Parameters(paramLabel = "KID", description = "The key, by the id that 'keys list' shows.")
          String kid,
      @Option(names = "--force", description = "Retire it whatever is lost.") boolean force,
      @Mixin OutputOption output,
      @Mixin Verbosity verbosity) {
    KeyRing left = keys(this::load).without(kid);
    if (!force) {
      requireSpread(kid, left);
      requireUnused(kid);
    }
    keys(file -> KeyRingFile.retire(file, kid));
    surroundings
        .out()
        .println(output.json() ? JsonLine.event("retired").with("kid", kid) : kid + "  retired");
    return ExitCode.OK;
  }

  private KeyRing load(Path file) throws IOException {
    return KeyRingFile.load(file, surroundings.clock());
  }

  /** A gateway that did not yet read the file goes on sealing with the old key. */
  private void requireSpread(String kid, KeyRing left) {
    KeyRing.Entry sealing =
        left.entries().stream().filter(KeyRing.Entry::active).findFirst().orElseThrow();
    Instant since = sealing.sealsFrom() != null ? sealing.sealsFrom() : sealing.createdAt();
    if (since != null && surroundings.clock().instant().isBefore(since.plus(SPREAD))) {
      throw new CommandException(
          ExitCode.FAILED,
          "a gateway may still seal with key %s until %s; wait, or lose that with --force"
              .formatted(kid, since.plus(SPREAD)));
    }
  }

  private void requireUnused(String kid) {
    Path store = files.sessions();
    if (store == null) {
      throw new CommandException(
          ExitCode.USAGE,
          "name the --data folder whose sessions may need key %s, or retire it with --force"
              .formatted(kid));
    }
    long needing = needing(store, kid);
    if (needing > 0) {
      throw new CommandException(
          ExitCode.FAILED,
          "%d stored sessions need key %s; a running gateway seals them anew, or lose them with"
                  .formatted(needing, kid)
              + " --force");
    }
  }

  private static long needing(Path store, String kid) {
    try {
      return KeyUse.count(store, kid);
    } catch (StoreException e) {
      throw new CommandException(
          ExitCode.UNUSABLE_STORE,
          "%s; so nobody knows who needs key %s, which --force retires all the same"
              .formatted(e.getMessage(), kid),
          e);
    }
  }

  private KeyRing keys(KeyFileCall call) {
    Path file = files.keys();
    try {
      return call.on(file);
    } catch (NoSuchFileException e) {
      throw new CommandException(
          ExitCode.UNUSABLE_STORE,
          "no sealing keys at " + file + "; is it the right --data or --file?",
          e);
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(
          ExitCode.FAILED, file + " is there already; 'keys rotate' makes a further key", e);
    } catch (IOException e) {
      throw new CommandException(ExitCode.UNUSABLE_STORE, String.valueOf(e.getMessage()), e);
    }
  }

  private void print(KeyRing.Entry key, OutputOption output) {
    surroundings.out().println(output.json() ? json(key) : text(key));
  }

  private static JsonLine json(KeyRing.Entry key) {
    return new JsonLine()
        .with("kid", key.kid())
        .with("created_at", key.createdAt())
        .with("seals_from", key.sealsFrom())
        .with("active", key.active());
  }

  private String text(KeyRing.Entry key) {
    Instant from = key.sealsFrom();
    boolean waits = from != null && from.isAfter(surroundings.clock().instant());
    String since = key.createdAt() == null ? "unknown" : key.createdAt().toString();
    String opens = waits ? "opens, and seals from " + from : "opens only";
    return key.kid() + "  made " + since + "  " + (key.active() ? "seals and opens" : opens);
  }

  /** A call that may fail on the file. */
  private interface KeyFileCall {
    KeyRing on(Path file) throws IOException;
  }
}
