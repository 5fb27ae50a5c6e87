// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.server.cli.Surroundings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Map;
import reactor.core.publisher.Mono;

/** What {@code fleetauth load} did. */
record LoadCommandRun(int exitCode, String out, String err) {

  static LoadCommandRun of(String... arguments) {
    return of(Mono.never(), arguments);
  }

  static LoadCommandRun of(Mono<Void> interrupted, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var surroundings =
        new Surroundings(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            false,
            Map.of("RATE", "7/s"),
            Clock.systemUTC(),
            interrupted);
    return new LoadCommandRun(
        LoadCommand.execute(surroundings, arguments), out.toString(), err.toString());
  }
}
