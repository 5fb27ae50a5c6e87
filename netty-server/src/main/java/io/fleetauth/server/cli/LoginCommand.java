// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.FleetAuth;
import io.fleetauth.device.SignInEvent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Signs this machine in with the device grant. */
@Command(
    name = "login",
    description = {
      "Sign this machine in: shows a code, and waits until a person has approved it.",
      "The session is kept, sealed, in $FLEETAUTH_HOME, else ~/.local/share/fleetauth."
    },
    footer = {
      "",
      "For example:",
      "  fleetauth login --issuer http://127.0.0.1:9400/fleetauth/v2.0 --client-id fleetauth-dev"
    },
    mixinStandardHelpOptions = true)
final class LoginCommand implements Callable<Integer> {

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(15);

  private final Surroundings surroundings;

  @Option(
      names = "--issuer",
      required = true,
      paramLabel = "URL",
      description = "The authorization server, exactly as it calls itself.")
  String issuer = "";

  @Option(
      names = "--client-id",
      required = true,
      paramLabel = "ID",
      description = "The public client to sign in as.")
  String clientId = "";

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "What to ask for besides openid, profile and offline_access; may be repeated.")
  List<String> scopes = List.of();

  @Option(
      names = "--ca-file",
      paramLabel = "PEM",
      description = "The certificates to trust, instead of those of the JDK.")
  @Nullable Path caFile;

  @Option(names = "--no-qr", description = "Show no QR code.")
  boolean noQr;

  @Mixin RegistrationOption registration = new RegistrationOption();
  @Mixin OutputOption output = new OutputOption();
  @Mixin Verbosity verbosity = new Verbosity();

  LoginCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    requireIssuer();
    var remembered =
        new RememberedRegistration(
            registration.registration,
            issuer,
            clientId,
            String.join(" ", scopes),
            caFile == null ? null : caFile.toAbsolutePath().toString());
    try (var machine = ThisMachine.open(surroundings)) {
      machine.requireSameClient(remembered);
      SignInEvent last = signIn(machine.engine(remembered));
      if (last instanceof SignInEvent.Authorized) {
        machine.remember(remembered);
      }
      return exitCode(last);
    }
  }

  private void requireIssuer() {
    URI uri = URI.create(issuer.replace(' ', '+'));
    boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    if (!web || uri.getHost() == null) {
      throw new CommandException(ExitCode.USAGE, "--issuer must be an http or https URL");
    }
  }

  private @Nullable SignInEvent signIn(FleetAuth fleet) {
    try {
      return fleet
          .signIn(registration.deviceId())
          .takeUntilOther(surroundings.interrupted())
          .doOnNext(report())
          .blockLast();
    } finally {
      fleet.close().block(CLOSE_WITHIN);
    }
  }

  private Consumer<SignInEvent> report() {
    return output.json()
        ? new JsonSignInReport(surroundings)
        : new TextSignInReport(surroundings, surroundings.terminal() && !noQr);
  }

  private int exitCode(@Nullable SignInEvent last) {
    if (last instanceof SignInEvent.Authorized) {
      return ExitCode.OK;
    }
    if (last instanceof SignInEvent.Declined) {
      return ExitCode.DECLINED;
    }
    if (last instanceof SignInEvent.Expired) {
      return ExitCode.EXPIRED;
    }
    if (last instanceof SignInEvent.Failed) {
      return ExitCode.REFUSED;
    }
    surroundings.err().println("fleetauth: the sign-in was cancelled");
    return ExitCode.INTERRUPTED;
  }
}
