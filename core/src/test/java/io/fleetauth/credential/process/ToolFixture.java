// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.Environment;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Tools that a test writes as shell scripts, in a folder that is all of their PATH. */
abstract class ToolFixture {

  static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  static final Duration WAIT = Duration.ofSeconds(20);
  static final CredentialRequest VAULT = CredentialRequest.of("https://vault.azure.net/.default");

  @TempDir Path folder;

  @BeforeEach
  void onlyWhereThereIsAShell() {
    assumeThat(File.separatorChar).isEqualTo('/');
  }

  /** Writes a tool; it leaves its arguments, one a line, in the file {@code arguments}. */
  void install(String name, String script) throws IOException {
    Path file = folder.resolve(name);
    String text =
        "#!/bin/sh\nfor a in \"$@\"; do echo \"$a\" >> '" + folder + "/arguments'; done\n" + script;
    Files.writeString(file, text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Returns the arguments of all calls so far. */
  List<String> arguments() throws IOException {
    Path file = folder.resolve("arguments");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  <B extends ToolBuilder<B>> B prepared(B builder) {
    return builder.environment(environment()).time(CLOCK, Schedulers.parallel());
  }

  Environment environment() {
    return new Environment(Map.of("PATH", ".:relative:" + folder + ":/usr/bin:/bin"));
  }

  /** Returns the failure; a success is an error. */
  static Throwable failure(Mono<?> mono) {
    return mono.<Throwable>map(value -> new AssertionError("succeeded: " + value))
        .switchIfEmpty(Mono.just(new AssertionError("completed empty")))
        .onErrorResume(Mono::just)
        .block(WAIT);
  }
}
