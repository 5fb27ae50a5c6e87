// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Opens the browser that the person uses; no shell is involved. */
final class SystemBrowser implements Consumer<URI> {

  @Override
  public void accept(URI address) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    List<String> command = command(system, address);
    try {
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new CredentialUnavailableException(
          "browser: " + command.get(0) + " is not there to open one; give openBrowser a way", e);
    }
  }

  static List<String> command(String system, URI address) {
    if (system.contains("windows")) {
      return List.of("rundll32", "url.dll,FileProtocolHandler", address.toString());
    }
    return List.of(system.contains("mac") ? "open" : "xdg-open", address.toString());
  }
}
