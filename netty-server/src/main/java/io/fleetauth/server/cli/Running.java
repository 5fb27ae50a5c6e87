// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.server.AuthorityServer;
import io.fleetauth.server.DataFolder;
import io.fleetauth.server.GatewayServer;
import io.fleetauth.server.authority.ServiceAccounts;
import io.fleetauth.server.authority.communication.CommunicationResource;
import io.fleetauth.server.authority.mixedreality.MixedRealityAccount;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says what is running, and waits for its end. */
final class Running {

  private final Surroundings surroundings;
  private final PrintWriter out;
  private final boolean json;

  Running(Surroundings surroundings, OutputOption output) {
    this.surroundings = surroundings;
    this.out = surroundings.out();
    this.json = output.json();
  }

  void authority(AuthorityServer server) {
    ServiceAccounts services = server.authority().services();
    if (json) {
      line(
          JsonLine.event("authority_started")
              .with("http", server.httpUrl())
              .with("https", server.httpsUrl())
              .with("certificate", server.certificate())
              .with("mixed_reality_keys", services.mixedRealityKeys())
              .with("communication_keys", services.communicationKeys()));
      return;
    }
    out.println("Authority   " + urls(server.httpUrl(), server.httpsUrl()));
    out.println("            issuer " + issuer(server.httpUrl()));
    if (server.certificate() != null) {
      out.println("            HTTPS clients trust " + server.certificate());
    }
    for (MixedRealityAccount account : services.mixedReality()) {
      out.println("Mixed Reality   account " + account.id() + keys(services.mixedRealityKeys()));
    }
    for (CommunicationResource resource : services.communication()) {
      out.println("Communication   resource " + resource.id() + keys(services.communicationKeys()));
    }
    out.flush();
  }

  private static String keys(@Nullable Path file) {
    return file == null ? "" : ", keys in " + file;
  }

  void gateway(GatewayServer server, DataFolder folder) {
    if (json) {
      line(
          JsonLine.event("gateway_started")
              .with("http", server.httpUrl())
              .with("https", server.httpsUrl())
              .with("registrations", String.join(" ", server.registrations()))
              .with("admin_token_file", folder.adminToken()));
      return;
    }
    out.println("Gateway     " + urls(server.httpUrl(), server.httpsUrl()));
    for (String registration : server.registrations()) {
      out.println("            issuer " + server.httpUrl() + "/" + registration + "/v2.0");
    }
    if (server.adminToken().fresh()) {
      out.println("Admin token " + server.adminToken().value().value());
      out.println("            shown only now, kept in " + folder.adminToken());
    }
    out.flush();
  }

  /**
   * The tenant does not matter to an authority without a list of tenants; this one always works.
   */
  static String issuer(String authority) {
    return authority + "/fleetauth/v2.0";
  }

  private static String urls(String http, @Nullable String https) {
    return https == null ? http : http + "   " + https;
  }

  void line(Object line) {
    out.println(line);
    out.flush();
  }

  void untilInterrupted() {
    surroundings.interrupted().block();
    if (!json) {
      line("Stopping …");
    }
  }
}
