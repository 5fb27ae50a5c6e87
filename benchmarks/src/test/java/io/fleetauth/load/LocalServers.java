// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.server.AuthorityServer;
import io.fleetauth.server.DataFolder;
import io.fleetauth.server.GatewayServer;
import io.fleetauth.server.config.ConfigLoader;
import io.fleetauth.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An authority, and a gateway in front of it, in this process. */
final class LocalServers implements AutoCloseable {

  private static final String CONTROL_TOKEN = "control-token-of-tests";

  private final AuthorityServer authority;
  private final GatewayServer gateway;
  private final Path controlToken;

  LocalServers(Path folder) throws IOException {
    ServerConfig config =
        load(
            folder,
            """
            authority:
              http-port: 0
              https: false
              control-token: %s
              lifetimes:
                poll-interval: 1s
            """
                .formatted(CONTROL_TOKEN));
    this.controlToken = Files.writeString(folder.resolve("control"), CONTROL_TOKEN);
    this.authority = AuthorityServer.start(config.authority(), folder(folder, "authority"), "--");
    ServerConfig front =
        load(
            folder,
            """
            gateway:
              http-port: 0
              https: false
              registrations:
                fleet:
                  issuer: %s
                  client-id: fleetauth-dev
            """
                .formatted(issuer()));
    this.gateway = GatewayServer.start(front.gateway(), folder(folder, "gateway"), "--");
  }

  private static ServerConfig load(Path folder, String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("servers.yaml"), yaml);
    return new ConfigLoader(Map.of()).load(file).config();
  }

  private static DataFolder folder(Path folder, String name) throws IOException {
    return DataFolder.open(folder.resolve(name));
  }

  String authorityUrl() {
    return authority.httpUrl();
  }

  String issuer() {
    return authority.httpUrl() + "/fleetauth/v2.0";
  }

  String gatewayIssuer() {
    return gateway.httpUrl() + "/fleet/v2.0";
  }

  /** Returns the file with the control token. */
  Path controlToken() {
    return controlToken;
  }

  @Override
  public void close() {
    gateway.close();
    authority.close();
  }
}
