// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.http.ClientAuthentications;
import io.fleetauth.load.ServerUnderTest.ControlAddress;
import io.fleetauth.load.client.TargetFinder.Kind;
import io.fleetauth.oauth.ClientSecret;
import io.fleetauth.scale.Folders;
import io.fleetauth.scale.HttpCaller;
import io.fleetauth.scale.LoopbackPorts;
import io.fleetauth.scale.ServerProcess;
import io.fleetauth.server.Main;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An authority of our own, perhaps with a gateway in front, for whoever names no server: processes
 * of their own on loopback that end with the harness. Starting and closing block.
 */
final class EmbeddedServers implements AutoCloseable {

  private static final List<String> JVM = List.of("-Xmx512m");
  private static final String DEVICE_CLIENT = "fleetauth-dev";
  private static final String SERVICE_CLIENT = "fleetauth-service";
  private static final ClientSecret SERVICE_SECRET = new ClientSecret("fleetauth-service-secret");

  private final Path folder;
  private final String controlToken = UUID.randomUUID().toString();
  private final String authorityUrl;
  private final ServerProcess authority;
  private @Nullable ServerProcess gateway;
  private @Nullable String gatewayUrl;

  private EmbeddedServers(Path folder) throws IOException {
    this.folder = folder;
    int port = LoopbackPorts.free();
    this.authorityUrl = "http://127.0.0.1:" + port;
    this.authority =
        start(
            "authority",
            """
            data: %s
            authority:
              http-port: %d
              https: false
              control-token: %s
              limits:
                device-codes-per-minute: 0
              lifetimes:
                poll-interval: 1s
            """
                .formatted(folder.resolve("authority"), port, controlToken));
  }

  /** Starts them, both at the same time. */
  static EmbeddedServers start(boolean withGateway) throws IOException {
    var servers = new EmbeddedServers(Files.createTempDirectory("load"));
    try {
      if (withGateway) {
        servers.startGateway();
      }
      servers.awaitUp();
      return servers;
    } catch (IOException | RuntimeException e) {
      servers.close();
      throw e;
    }
  }

  private void startGateway() throws IOException {
    int port = LoopbackPorts.free();
    gatewayUrl = "http://127.0.0.1:" + port;
    gateway =
        start(
            "gateway",
            """
            data: %s
            gateway:
              http-port: %d
              https: false
              registrations:
                fleet:
                  issuer: %s
                  client-id: %s
            """
                .formatted(folder.resolve("gateway"), port, authorityIssuer(), DEVICE_CLIENT));
  }

  private void awaitUp() throws IOException {
    authority.awaitUp(
        new HttpCaller(authorityUrl),
        "/fleetauth/v2.0/.well-known/openid-configuration",
        "the authority");
    ServerProcess front = gateway;
    if (front != null) {
      front.awaitUp(new HttpCaller(String.valueOf(gatewayUrl)), "/health/ready", "the gateway");
    }
  }

  private ServerProcess start(String command, String settings) throws IOException {
    Path config = Files.writeString(folder.resolve(command + ".yaml"), settings);
    return ServerProcess.start(
        folder.resolve(command + ".log"), JVM, Main.class, command, "--config", config.toString());
  }

  /** Returns the issuer of the authority, also when there is a gateway. */
  String authorityIssuer() {
    return authorityUrl + "/fleetauth/v2.0";
  }

  /**
   * Returns what to load: the gateway when there is one.
   *
   * @param service whether as the client that may ask for tokens of its own
   */
  ServerUnderTest server(boolean service) {
    ServerProcess front = gateway == null ? authority : gateway;
    return new ServerUnderTest(
        gateway == null ? authorityIssuer() : gatewayUrl + "/fleet/v2.0",
        gateway == null ? Kind.OAUTH : Kind.GATEWAY,
        service ? SERVICE_CLIENT : DEVICE_CLIENT,
        service
            ? ClientAuthentications.secretBasic(SERVICE_CLIENT, SERVICE_SECRET)
            : ClientAuthentications.none(DEVICE_CLIENT),
        service ? "api://load/.default" : "openid profile offline_access",
        null,
        control(),
        List.of(),
        null,
        front.pid());
  }

  /** Returns where sign-ins are approved. */
  ControlAddress control() {
    return new ControlAddress(URI.create(authorityUrl), controlToken);
  }

  /** Ends them in the midst of what they do: nobody needs their data any more. */
  @Override
  public void close() {
    try {
      ServerProcess front = gateway;
      if (front != null) {
        front.kill();
      }
      authority.kill();
      Folders.delete(folder);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // a folder of temporary files is left behind
    }
  }
}
