// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server;

import io.fleetauth.server.tls.LocalCa;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/** HTTPS with a certificate of the local CA. */
final class Tls {

  private Tls() {}

  /** Opens the CA in the folder for a server that is reached as {@code host}. Blocks. */
  static LocalCa ca(DataFolder folder, String host) throws IOException {
    boolean any = host.equals("0.0.0.0") || host.equals("::");
    return LocalCa.open(folder.certificates(), any ? List.of() : List.of(host), Clock.systemUTC());
  }

  static SslContext open(DataFolder folder, String host) throws IOException {
    return ca(folder, host).serverContext();
  }
}
