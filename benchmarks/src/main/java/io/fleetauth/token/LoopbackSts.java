// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

import io.fleetauth.http.SampleJwt;
import java.net.URI;
import java.time.Instant;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The Mixed Reality STS on a loopback port: whoever asks for whatever gets a token of a day. */
final class LoopbackSts implements AutoCloseable {

  private final DisposableServer server =
      HttpServer.create()
          .host("127.0.0.1")
          .port(0)
          .handle((request, response) -> response.sendString(Mono.fromSupplier(this::body)))
          .bindNow();

  private String body() {
    return "{\"AccessToken\":\"" + SampleJwt.ofADay(Instant.now()) + "\"}";
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  @Override
  public void close() {
    server.disposeNow();
  }
}
