// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import io.fleetauth.scale.HttpCaller;
import io.fleetauth.scale.LoopbackPorts;
import io.fleetauth.scale.ServerProcess;
import io.fleetauth.server.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The installation under test: authority, proxy, store and gateways, on loopback only. */
final class Installation implements AutoCloseable {

  /** Name of the only registration. */
  static final String REGISTRATION = "fleet";

  /** Client id of the devices. */
  static final String CLIENT = "fleet";

  /** A device whose request has to wait does not keep the others from asking. */
  private static final int CONNECTIONS = 512;

  private static final int USERS = 50;
  private static final String CONTROL_TOKEN = "control-of-the-chaos-run";
  private static final String ADMIN_TOKEN = "admin-of-the-chaos-run";

  private static final int WORTH_AN_ARCHIVE = 20;

  private final ServerProcess authority;
  private final AuthorityProxy proxy;
  private final StoreKind store;
  private final AuthorityControl control;
  private final List<GatewayNode> nodes;

  private Installation(
      ServerProcess authority,
      AuthorityProxy proxy,
      StoreKind store,
      AuthorityControl control,
      List<GatewayNode> nodes) {
    this.authority = authority;
    this.proxy = proxy;
    this.store = store;
    this.control = control;
    this.nodes = nodes;
  }

  /** Starts all of it; blocks until it serves. */
  static Installation start(Plan plan, Path folder, AuthorityProxy.Observer observer)
      throws IOException {
    int authorityPort = LoopbackPorts.free();
    int proxyPort = LoopbackPorts.free();
    var http = new HttpCaller("http://127.0.0.1:" + authorityPort);
    ServerProcess authority = authority(plan, folder, authorityPort, proxyPort);
    var proxy = AuthorityProxy.start(proxyPort, authorityPort, observer);
    StoreKind store = store(plan, folder);
    var nodes = new ArrayList<GatewayNode>();
    for (int i = 0; i < plan.nodes(); i++) {
      nodes.add(node("gateway-" + (i + 1), folder, proxyPort, store));
    }
    var control = new AuthorityControl(http, CONTROL_TOKEN);
    var all = new Installation(authority, proxy, store, control, nodes);
    Runtime.getRuntime().addShutdownHook(new Thread(all::close));
    try {
      authority.awaitUp(http, "/fleetauth/v2.0/.well-known/openid-configuration", "the authority");
      if (plan.kills() + plan.faults() >= WORTH_AN_ARCHIVE) {
        all.archiveClasses(folder.resolve("classes.jsa"));
      }
      for (GatewayNode node : nodes) {
        node.start();
      }
      return all;
    } catch (IOException | RuntimeException e) {
      all.close();
      throw e;
    }
  }

  private static ServerProcess authority(Plan plan, Path folder, int port, int proxyPort)
      throws IOException {
    Path config = folder.resolve("authority.yaml");
    Files.writeString(
        config,
        """
        data: %s
        authority:
          http-port: %d
          https: false
          public-url: http://127.0.0.1:%d
          control-token: %s
          clients:
            - id: %s
          limits:
            device-codes-per-minute: 0
          lifetimes:
            access-token: %ds
            refresh-grace: %dms
            device-code: 12h
          users:
        %s
        """
            .formatted(
                folder.resolve("authority"),
                port,
                proxyPort,
                CONTROL_TOKEN,
                CLIENT,
                plan.tokenLife().toSeconds(),
                plan.grace().toMillis(),
                users()));
    List<String> jvm = List.of("-Xmx512m");
    return ServerProcess.start(
        folder.resolve("authority.log"),
        jvm,
        Main.class,
        "authority",
        "--config",
        config.toString());
  }

  private static StoreKind store(Plan plan, Path folder) throws IOException {
    return switch (plan.store()) {
      case SQLITE -> StoreKind.sqlite();
      case POSTGRES -> PostgresKind.start(folder, plan.outage());
    };
  }

  private static String users() {
    return IntStream.range(0, USERS)
        .mapToObj(n -> "    - {name: " + user(n) + ", password: unused}")
        .collect(Collectors.joining("\n"));
  }

  /** Returns the person who approves for the device with this number. */
  static String user(int device) {
    return "person-" + device % USERS;
  }

  private static GatewayNode node(String name, Path folder, int proxyPort, StoreKind store)
      throws IOException {
    int port = LoopbackPorts.free();
    Path config = folder.resolve(name + ".yaml");
    Files.writeString(
        config,
        """
        data: %s
        gateway:
          http-port: %d
          https: false
          admin-token: %s
          registrations:
            %s:
              preset: oidc
              issuer: http://127.0.0.1:%d/fleetauth/v2.0
              client-id: %s
        %s"""
            .formatted(
                folder.resolve(name),
                port,
                ADMIN_TOKEN,
                REGISTRATION,
                proxyPort,
                CLIENT,
                store.settings()));
    var http = new HttpCaller("http://127.0.0.1:" + port, CONNECTIONS);
    return new GatewayNode(name, config, folder.resolve(name + ".log"), http);
  }

  private void archiveClasses(Path archive) throws IOException {
    nodes.get(0).archiveClasses(archive);
    nodes.forEach(node -> node.useClasses(archive));
  }

  List<GatewayNode> nodes() {
    return nodes;
  }

  AuthorityControl control() {
    return control;
  }

  AuthorityProxy proxy() {
    return proxy;
  }

  StoreKind store() {
    return store;
  }

  String adminToken() {
    return ADMIN_TOKEN;
  }

  /** Returns what died without having been killed, or null. */
  @Nullable String dead() {
    if (!authority.isAlive()) {
      return "the authority";
    }
    return nodes.stream()
        .filter(GatewayNode::hasDied)
        .map(GatewayNode::name)
        .findFirst()
        .orElse(null);
  }

  @Override
  public void close() {
    nodes.forEach(GatewayNode::close);
    proxy.close();
    authority.close();
    store.close();
  }
}
