// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.FleetAuth;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Signs this machine out. */
@Command(
    name = "logout",
    description = {
      "Sign this machine out, and revoke its refresh token where the server offers that.",
      "Succeeds also when it was not signed in."
    },
    mixinStandardHelpOptions = true)
final class LogoutCommand implements Callable<Integer> {

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(15);

  private final Surroundings surroundings;

  @Mixin RegistrationOption registration = new RegistrationOption();
  @Mixin OutputOption output = new OutputOption();
  @Mixin Verbosity verbosity = new Verbosity();

  LogoutCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (var machine = ThisMachine.open(surroundings)) {
      FleetAuth fleet = machine.engine(machine.required(registration.registration));
      try {
        fleet.signOut(registration.deviceId()).block();
      } finally {
        fleet.close().block(CLOSE_WITHIN);
      }
      surroundings.out().println(output.json() ? JsonLine.event("signed_out") : "Signed out.");
      return ExitCode.OK;
    }
  }
}
