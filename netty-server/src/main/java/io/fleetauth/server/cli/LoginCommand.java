// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.FleetAuth;
import io.fleetauth.device.SignInEvent;
import io.fleetauth.http.HttpTransport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Signs this machine in with the device grant. */
@Command(
    name = "login",
    description = {
      "Sign this machine in: shows a code, and waits until a person has approved it.",
      "The session is kept, sealed, in $FLEETAUTH_HOME, else ~/.local/share/fleetauth.",
      "With --demo it shows what a session is good for, against a running 'fleetauth dev':",
      "welcome, use, expiry, renewal, sign-out and another sign-in."
    },
    footer = {
      "",
      "For example:",
      "  fleetauth login --issuer http://127.0.0.1:9400/fleetauth/v2.0 --client-id fleetauth-dev",
      "  fleetauth login --demo"
    },
    mixinStandardHelpOptions = true)
final class LoginCommand implements Callable<Integer> {

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(15);
  private static final String DEMO_ISSUER = "http://127.0.0.1:9400/fleetauth/v2.0";
  private static final String DEMO_CLIENT = "fleetauth-dev";
  private static final String DEMO_API = "/api/me";

  private final Surroundings surroundings;

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--issuer",
      paramLabel = "URL",
      description = {
        "The authorization server, exactly as it calls itself.",
        "Required, but for --demo: " + DEMO_ISSUER + " there."
      })
  @Nullable String issuer;

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      description = {
        "The public client to sign in as.",
        "Required, but for --demo: " + DEMO_CLIENT + " there."
      })
  @Nullable String clientId;

  @Option(
      names = "--demo",
      description = {
        "Show the life of a session step by step, and end signed in.",
        "The session is called demo unless --registration names another; it is signed out on"
            + " the way."
      })
  boolean demo;

  @Option(
      names = "--demo-api",
      paramLabel = "URL",
      description = {
        "The protected API that --demo calls; " + DEMO_API + " of the issuer's host by default."
      })
  @Nullable URI demoApi;

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
    RememberedRegistration remembered = wanted();
    try (var machine = ThisMachine.open(surroundings)) {
      machine.requireSameClient(remembered);
      FleetAuth fleet = machine.engine(remembered);
      SignInEvent last = demo ? demonstrate(fleet, remembered) : signIn(fleet);
      if (last instanceof SignInEvent.Authorized) {
        machine.remember(remembered);
      }
      return exitCode(last);
    }
  }

  private RememberedRegistration wanted() {
    String server = required(issuer, DEMO_ISSUER, "--issuer=URL");
    String client = required(clientId, DEMO_CLIENT, "--client-id=ID");
    requireIssuer(server);
    boolean unnamed = registration.registration.equals(RegistrationOption.DEFAULT);
    return new RememberedRegistration(
        demo && unnamed ? "demo" : registration.registration,
        server,
        client,
        String.join(" ", scopes),
        caFile == null ? null : caFile.toAbsolutePath().toString());
  }

  private String required(@Nullable String value, String ofDemo, String option) {
    if (value == null && !demo) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '" + option + "'");
    }
    return value == null ? ofDemo : value;
  }

  private static void requireIssuer(String issuer) {
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

  private @Nullable SignInEvent demonstrate(FleetAuth fleet, RememberedRegistration remembered) {
    URI address = demoApi == null ? URI.create(remembered.issuer()).resolve(DEMO_API) : demoApi;
    HttpTransport transport = HttpTransport.create(ThisMachine.http(remembered));
    try {
      var api = new ProtectedApi(transport, address);
      return new LoginDemo(
              fleet, registration.deviceId(), api, report(), surroundings, output.json())
          .run()
          .takeUntilOther(surroundings.interrupted())
          .block();
    } finally {
      fleet.close().then(transport.close()).block(CLOSE_WITHIN);
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
