// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.FleetAuth;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** Prints a valid access token of this machine. */
@Command(
    name = "token",
    description = "Print a valid access token of this machine; renews it when that is needed.",
    footer = {
      "",
      "For example:",
      "  curl -H \"Authorization: Bearer $(fleetauth token)\" https://api.example.com/"
    },
    mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(15);

  private final Surroundings surroundings;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "Scopes of another resource of the same session; may be repeated.")
  List<String> scopes = List.of();

  @Mixin RegistrationOption registration = new RegistrationOption();
  @Mixin OutputOption output = new OutputOption();
  @Mixin Verbosity verbosity = new Verbosity();

  TokenCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (var machine = ThisMachine.open(surroundings)) {
      AccessToken token = read(machine.engine(machine.required(registration.registration)));
      if (token == null) {
        return ExitCode.INTERRUPTED;
      }
      surroundings.out().println(output.json() ? json(token) : token.value());
      return ExitCode.OK;
    }
  }

  private @Nullable AccessToken read(FleetAuth fleet) {
    try {
      Mono<AccessToken> token =
          scopes.isEmpty()
              ? fleet.token(registration.deviceId())
              : fleet.token(registration.deviceId(), Scopes.of(scopes.toArray(String[]::new)));
      return token.takeUntilOther(surroundings.interrupted()).block();
    } finally {
      fleet.close().block(CLOSE_WITHIN);
    }
  }

  private JsonLine json(AccessToken token) {
    Duration left = Duration.between(surroundings.clock().instant(), token.expiresAt());
    return new JsonLine()
        .with("access_token", token.value())
        .with("token_type", token.type())
        .with("expires_in", left.toSeconds())
        .with("expires_at", token.expiresAt())
        .with("scope", token.scopes());
  }
}
