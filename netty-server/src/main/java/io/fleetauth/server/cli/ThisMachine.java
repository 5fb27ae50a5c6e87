// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import static java.util.Objects.requireNonNull;

import io.fleetauth.FleetAuth;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.TrustedCertificates;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.server.DataFolder;
import io.fleetauth.session.JweSessionSealer;
import io.fleetauth.session.KeyRingFile;
import io.fleetauth.session.SessionStore;
import io.fleetauth.session.Sessions;
import io.fleetauth.store.SqliteSessionStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** This machine as a device: its sessions, sealed in a store in the user's data folder. Blocks. */
final class ThisMachine implements AutoCloseable {

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

  private final SessionStore store;
  private final JweSessionSealer sealer;
  private final RegistrationFile registrations;
  private final Clock clock;

  private ThisMachine(
      SessionStore store, JweSessionSealer sealer, RegistrationFile registrations, Clock clock) {
    this.store = store;
    this.sealer = sealer;
    this.registrations = registrations;
    this.clock = clock;
  }

  static ThisMachine open(Surroundings surroundings) {
    try {
      DataFolder folder = DataFolder.open(folder(surroundings.environment()));
      var sealer = new JweSessionSealer(KeyRingFile.loadOrCreate(folder.sealingKeys()));
      SessionStore store = SqliteSessionStore.open(folder.sessions()).block();
      return new ThisMachine(
          requireNonNull(store),
          sealer,
          new RegistrationFile(folder.root().resolve("registrations.json")),
          surroundings.clock());
    } catch (IOException e) {
      throw new CommandException(ExitCode.UNUSABLE_STORE, String.valueOf(e.getMessage()), e);
    }
  }

  /** Returns {@code FLEETAUTH_HOME}, else the place that the XDG base directories give it. */
  static Path folder(Map<String, String> environment) {
    String home = environment.get("FLEETAUTH_HOME");
    if (home != null && !home.isBlank()) {
      return Path.of(home);
    }
    String xdg = environment.get("XDG_DATA_HOME");
    return xdg != null && !xdg.isBlank()
        ? Path.of(xdg, "fleetauth")
        : Path.of(System.getProperty("user.home"), ".local", "share", "fleetauth");
  }

  /** Refuses a registration whose name stands for another client, so that no token goes astray. */
  void requireSameClient(RememberedRegistration registration) {
    registration(registration.name())
        .filter(known -> !known.sameClient(registration))
        .ifPresent(ThisMachine::refuse);
  }

  private static void refuse(RememberedRegistration known) {
    throw new CommandException(
        ExitCode.USAGE,
        "registration '%s' is %s at %s; sign in with another --registration NAME"
            .formatted(known.name(), known.clientId(), known.issuer()));
  }

  void remember(RememberedRegistration registration) {
    try {
      registrations.put(registration);
    } catch (IOException e) {
      throw new CommandException(ExitCode.UNUSABLE_STORE, String.valueOf(e.getMessage()), e);
    }
  }

  RememberedRegistration required(String name) {
    return registration(name)
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.NOT_SIGNED_IN,
                    "this machine never signed in"
                        + (name.equals(RegistrationOption.DEFAULT) ? "" : " as '" + name + "'")
                        + "; run '"
                        + Surroundings.command()
                        + " login' first"));
  }

  private Optional<RememberedRegistration> registration(String name) {
    try {
      return registrations.find(name);
    } catch (IOException e) {
      throw new CommandException(ExitCode.UNUSABLE_STORE, String.valueOf(e.getMessage()), e);
    }
  }

  Sessions sessions() {
    return new Sessions(store, sealer, clock);
  }

  /** Returns an engine that its caller closes before this. */
  FleetAuth engine(RememberedRegistration registration) {
    ClientRegistration client = registration.client();
    FleetAuth.Builder builder =
        FleetAuth.builder(client).store(store, sealer).closeWithin(CLOSE_WITHIN);
    return builder.http(http(registration)).build();
  }

  /** Returns how this machine speaks HTTP: it trusts the certificates that it was told to. */
  static HttpOptions http(RememberedRegistration registration) {
    String caFile = registration.caFile();
    try {
      return caFile == null
          ? HttpOptions.DEFAULTS
          : HttpOptions.DEFAULTS.withTrusted(TrustedCertificates.pem(Path.of(caFile)));
    } catch (IOException e) {
      throw new CommandException(ExitCode.USAGE, "--ca-file: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    store.close().block(CLOSE_WITHIN);
  }
}
