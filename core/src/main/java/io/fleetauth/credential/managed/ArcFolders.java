// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import io.fleetauth.credential.Environment;
import java.net.URI;
import java.nio.file.Path;

/**
 * Where the Azure Arc agent keeps its things.
 *
 * @param agent the executable; there when the machine is connected
 * @param tokens the only folder from which a secret may be read
 * @param endpoint where the agent listens when no variable says otherwise
 */
record ArcFolders(Path agent, Path tokens, URI endpoint) {

  static final URI ENDPOINT = URI.create("http://127.0.0.1:40342/metadata/identity/oauth2/token");

  static ArcFolders of(Environment environment) {
    String programs = environment.text("ProgramFiles");
    String shared = environment.text("ProgramData");
    return programs == null || shared == null
        ? linux()
        : new ArcFolders(
            Path.of(programs, "AzureConnectedMachineAgent", "himds.exe"),
            Path.of(shared, "AzureConnectedMachineAgent", "Tokens"),
            ENDPOINT);
  }

  private static ArcFolders linux() {
    return new ArcFolders(
        Path.of("/opt/azcmagent/bin/himds"), Path.of("/var/opt/azcmagent/tokens"), ENDPOINT);
  }
}
