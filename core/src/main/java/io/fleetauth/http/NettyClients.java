// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider;
import reactor.netty.transport.ProxyProvider;

/** Turns {@link HttpOptions} into a client; nothing is connected yet. */
final class NettyClients {

  /** Shorter than servers keep idle connections, so that few requests meet one that is closing. */
  private static final Duration MAX_IDLE = Duration.ofSeconds(30);

  private NettyClients() {}

  static ConnectionProvider connections(String name, HttpOptions options) {
    return ConnectionProvider.builder("fleetauth-" + name)
        .maxConnections(options.limits().exchangesInFlight())
        .pendingAcquireMaxCount(options.limits().exchangesQueued())
        .pendingAcquireTimeout(options.timeouts().queued())
        .maxIdleTime(MAX_IDLE)
        .lifo()
        .build();
  }

  /**
   * Neither follows redirects nor repeats a request: Netty's own retry would send a refresh token
   * twice, which a server with reuse detection answers by revoking the session.
   */
  static HttpClient client(ConnectionProvider connections, HttpOptions options) {
    HttpClient client =
        HttpClient.create(connections)
            .disableRetry(true)
            .followRedirect(false)
            .responseTimeout(options.timeouts().response())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis(options))
            .secure(
                spec ->
                    spec.sslContext(tls(options)).handshakeTimeout(options.timeouts().connect()));
    HttpProxy proxy = options.proxy();
    return proxy == null ? client : client.proxy(spec -> through(spec, proxy, options));
  }

  /**
   * Returns a client that goes past the proxy, and trusts that certificate alone if it is given.
   */
  static HttpClient direct(HttpClient client, @Nullable String thumbprint) {
    HttpClient direct = client.noProxy();
    if (thumbprint == null) {
      return direct;
    }
    var pinned = new PinnedCertificate(thumbprint);
    return direct.secure(spec -> spec.sslContext(pinned.tls()));
  }

  private static int connectMillis(HttpOptions options) {
    return (int) Math.min(Integer.MAX_VALUE, options.timeouts().connect().toMillis());
  }

  private static SslProvider.GenericSslContextSpec<?> tls(HttpOptions options) {
    return Http11SslContextSpec.forClient().configure(builder -> trust(builder, options));
  }

  private static void trust(SslContextBuilder builder, HttpOptions options) {
    if (!options.trusted().isEmpty()) {
      builder.trustManager(options.trusted().toArray(X509Certificate[]::new));
    }
  }

  private static void through(ProxyProvider.TypeSpec spec, HttpProxy proxy, HttpOptions options) {
    var builder =
        spec.type(ProxyProvider.Proxy.HTTP)
            .socketAddress(proxy.address())
            .connectTimeoutMillis(connectMillis(options));
    String password = proxy.password();
    if (proxy.user() != null && password != null) {
      builder.username(proxy.user()).password(user -> password);
    }
  }
}
