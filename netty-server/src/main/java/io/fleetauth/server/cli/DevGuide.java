// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.server.AuthorityServer;
import io.fleetauth.server.DataFolder;
import io.fleetauth.server.GatewayServer;
import java.io.PrintWriter;

/** Says what to do with a development setup; every command can be pasted as it is. */
final class DevGuide {

  private final Surroundings surroundings;
  private final boolean noQr;

  DevGuide(Surroundings surroundings, boolean noQr) {
    this.surroundings = surroundings;
    this.noQr = noQr;
  }

  void print(AuthorityServer authority, GatewayServer gateway, DataFolder folder) {
    PrintWriter out = surroundings.out();
    String page = authority.httpUrl() + "/device";
    String endpoints = gateway.httpUrl() + "/dev/oauth2/v2.0";
    out.println();
    out.println("Now start the sign-in of a device, as the device would:");
    out.printf(
        "  answer=$(curl -s -d client_id=fleetauth-device %s/devicecode); echo \"$answer\"%n",
        endpoints);
    out.println("approve its user code as demo, password demo, at " + page);
    if (surroundings.terminal() && !noQr) {
      out.print(Qr.of(page).draw());
    }
    out.println("and collect the tokens:");
    out.println(
        "  curl -s -d client_id=fleetauth-device"
            + " -d grant_type=urn:ietf:params:oauth:grant-type:device_code"
            + " -d device_code=$(echo \"$answer\" | sed 's/.*\"device_code\":\"\\([^\"]*\\)\".*/\\1/') "
            + endpoints
            + "/token");
    out.println("Its refresh_token is a handle; with it the device reads its token, and tokens of");
    out.println("the services that the authority plays:");
    out.printf("  curl -s -H \"Authorization: Bearer <handle>\" %s/v1/token%n", gateway.httpUrl());
    out.printf(
        "  curl -s -H \"Authorization: Bearer <handle>\" %s/v1/mixed-reality/token%n",
        gateway.httpUrl());
    out.printf(
        "  curl -s -X POST -H \"Authorization: Bearer <handle>\" %s/v1/communication/token%n",
        gateway.httpUrl());
    out.println("See your fleet:");
    out.printf(
        "  curl -s -H \"Authorization: Bearer $(cat %s)\" %s/v1/sessions%n",
        folder.adminToken(), gateway.httpUrl());
    out.println(
        "Or stop this with Ctrl-C, and watch a sample device: "
            + Surroundings.command()
            + " dev --demo");
    out.flush();
  }
}
