// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.server.AuthorityServer;
import io.fleetauth.server.DataFolder;
import io.fleetauth.server.GatewayServer;
import io.fleetauth.server.authority.ServiceAccounts;
import io.fleetauth.server.authority.communication.CommunicationResource;
import io.fleetauth.server.authority.mixedreality.MixedRealityAccount;
import io.fleetauth.server.config.ConfigLoader;
import io.fleetauth.server.config.ServerConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs authority and gateway in one process, and says what to do with them. */
@Command(
    name = "dev",
    description = {
      "Run an authority and a gateway that uses it, in one process, with nothing to configure.",
      "The gateway's registration is called dev; people sign in as demo with the password demo."
    },
    mixinStandardHelpOptions = true)
final class DevCommand implements Callable<Integer> {

  /** What short tokens are: long enough to read, short enough to watch them change. */
  private static final String DEMO_LIFE = "60s";

  private final Surroundings surroundings;

  @Option(
      names = "--demo",
      description = {
        "Sign a sample device in, once you have approved it, and show its token being renewed.",
        "Access tokens live 60 seconds then."
      })
  boolean demo;

  @Option(
      names = "--demo-approve",
      description = "Like --demo, but the sample device's sign-in is approved by itself.")
  boolean demoApprove;

  @Option(names = "--no-qr", description = "Show no QR code.")
  boolean noQr;

  @Option(
      names = "--authority-http-port",
      paramLabel = "PORT",
      description = "HTTP port of the authority; 9400 by default, 0 takes a free one.")
  @Nullable Integer authorityHttpPort;

  @Option(
      names = "--authority-https-port",
      paramLabel = "PORT",
      description = "HTTPS port of the authority; 9443 by default.")
  @Nullable Integer authorityHttpsPort;

  @Option(
      names = "--gateway-http-port",
      paramLabel = "PORT",
      description = "HTTP port of the gateway; 8400 by default.")
  @Nullable Integer gatewayHttpPort;

  @Option(
      names = "--gateway-https-port",
      paramLabel = "PORT",
      description = "HTTPS port of the gateway; 8443 by default.")
  @Nullable Integer gatewayHttpsPort;

  @Mixin ServeOptions options = new ServeOptions();
  @Mixin OutputOption output = new OutputOption();
  @Mixin Verbosity verbosity = new Verbosity();

  DevCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    ServerConfig config = options.load(surroundings, overrides());
    DataFolder folder = DataFolder.open(config.data());
    try (var authority = AuthorityServer.start(config.authority(), folder, "--authority-");
        var gateway = gateway(authority, folder)) {
      var running = new Running(surroundings, output);
      running.authority(authority);
      running.gateway(gateway, folder);
      if (demo || demoApprove) {
        demo(authority, gateway, folder);
      } else if (!output.json()) {
        new DevGuide(surroundings, noQr).print(authority, gateway, folder);
      }
      running.untilInterrupted();
    }
    return ExitCode.OK;
  }

  private GatewayServer gateway(AuthorityServer authority, DataFolder folder) throws IOException {
    List<ConfigLoader.Setting> overrides = overrides();
    String issuer = Running.issuer(authority.httpUrl());
    ServeOptions.add(overrides, "gateway.registrations.dev.issuer", issuer, "dev");
    ServeOptions.add(overrides, "gateway.registrations.dev.client-id", "fleetauth-dev", "dev");
    services(overrides, authority);
    var config = new ConfigLoader(surroundings.environment()).load(options.config, overrides);
    return GatewayServer.start(config.config().gateway(), folder, "--gateway-");
  }

  /** Devices may have tokens of the services that the authority plays. */
  private static void services(List<ConfigLoader.Setting> overrides, AuthorityServer authority) {
    ServiceAccounts accounts = authority.authority().services();
    MixedRealityAccount account = accounts.mixedReality().get(0);
    String mixedReality = "gateway.mixed-reality.dev-anchors.";
    ServeOptions.add(overrides, mixedReality + "account-id", account.id(), "dev");
    ServeOptions.add(overrides, mixedReality + "endpoint", authority.httpUrl(), "dev");
    ServeOptions.add(overrides, mixedReality + "account-key", account.keys().primary(), "dev");
    ServeOptions.add(overrides, mixedReality + "registrations", "dev", "dev");
    CommunicationResource resource = accounts.communication().get(0);
    String communication = "gateway.communication.dev-chat.";
    ServeOptions.add(overrides, communication + "endpoint", authority.httpUrl(), "dev");
    ServeOptions.add(overrides, communication + "access-key", resource.keys().primary(), "dev");
    ServeOptions.add(overrides, communication + "registrations", "dev", "dev");
  }

  private List<ConfigLoader.Setting> overrides() {
    var all = new ArrayList<>(options.overrides("gateway"));
    ServeOptions.add(all, "authority.host", options.host, "--host");
    ServeOptions.add(all, "authority.http-port", authorityHttpPort, "--authority-http-port");
    ServeOptions.add(all, "authority.https-port", authorityHttpsPort, "--authority-https-port");
    ServeOptions.add(all, "gateway.http-port", gatewayHttpPort, "--gateway-http-port");
    ServeOptions.add(all, "gateway.https-port", gatewayHttpsPort, "--gateway-https-port");
    if (demo || demoApprove) {
      ServeOptions.add(all, "authority.lifetimes.access-token", DEMO_LIFE, "--demo");
      ServeOptions.add(all, "gateway.refresh-policy", "while-used", "--demo");
    }
    return all;
  }

  private void demo(AuthorityServer authority, GatewayServer gateway, DataFolder folder) {
    var wire = new DemoWire(gateway.httpUrl(), authority.httpUrl());
    String control = demoApprove ? authority.authority().controlToken().value() : null;
    boolean qr = surroundings.terminal() && !noQr;
    var device = new DemoDevice(wire, surroundings, output.json(), qr, control);
    device.run(folder.root().resolve("demo-handle"));
  }
}
