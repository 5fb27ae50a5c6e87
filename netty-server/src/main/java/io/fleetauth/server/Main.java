// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server;

import io.fleetauth.server.cli.Interruption;
import io.fleetauth.server.cli.Program;
import io.fleetauth.server.cli.Surroundings;

/** Where the process begins. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    var interruption = Interruption.ofProcess();
    int exitCode = new Program(Surroundings.ofProcess(interruption.requested())).run(arguments);
    interruption.finish(exitCode);
  }
}
