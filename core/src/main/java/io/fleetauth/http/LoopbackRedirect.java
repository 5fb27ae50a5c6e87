// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Where a browser brings the answer of an authorization endpoint to a program on the same machine:
 * a port of the loopback interface that is open for one sign-in, RFC 8252 section 7.3.
 *
 * @param uri such as {@code http://localhost:0}: of a loopback host; port 0 or none for any that is
 *     free
 */
public record LoopbackRedirect(URI uri) {

  private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

  /** The redirect URI of native applications in Entra; the port does not matter there. */
  public static final LoopbackRedirect DEFAULT =
      new LoopbackRedirect(URI.create("http://localhost:0"));

  public LoopbackRedirect {
    String host = requireNonNull(uri, "redirectUri").getHost();
    boolean loopback = host != null && HOSTS.contains(host.toLowerCase(Locale.ROOT));
    if (!loopback || !"http".equals(uri.getScheme())) {
      throw new IllegalArgumentException(
          "redirectUri must be http on localhost, 127.0.0.1 or [::1], was " + uri);
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "redirectUri must have no query, fragment or user name, was " + uri);
    }
  }

  /**
   * Opens the port, waits for the one answer that carries {@code state}, shows the person what came
   * of it, and closes the port; also when it is cancelled. Other requests are refused and change
   * nothing.
   *
   * @param opened told the redirect URI with its port, before anything is awaited
   * @param answered makes something of the parameters; its outcome is emitted
   */
  public <T> Mono<T> await(
      String state,
      Function<URI, Mono<Void>> opened,
      Function<Map<String, String>, Mono<T>> answered) {
    return Mono.usingWhen(
        bind(state),
        port -> answer(port, opened.apply(port.uri()), answered),
        Port::close,
        (port, failure) -> port.close(),
        Port::close);
  }

  /** Listens while it is opened: whoever opens may wait until the page is shown. */
  private static <T> Mono<T> answer(
      Port port, Mono<Void> opened, Function<Map<String, String>, Mono<T>> answered) {
    Mono<T> failure = opened.then(Mono.empty());
    return Flux.merge(failure, port.exchange().answer(answered)).next();
  }

  private Mono<Port> bind(String state) {
    return Mono.defer(() -> listen(new RedirectExchange(path(), state)))
        .onErrorMap(ChannelBindException.class, this::taken);
  }

  private Mono<Port> listen(RedirectExchange exchange) {
    return HttpServer.create()
        .host(uri.getHost().startsWith("[") ? "::1" : "127.0.0.1")
        .port(Math.max(0, uri.getPort()))
        .handle(exchange::handle)
        .bind()
        .map(server -> new Port(server, exchange, withPort(server.port())));
  }

  private IOException taken(Throwable failure) {
    return new IOException("redirectUri " + uri + ": the port can not be opened", failure);
  }

  private String path() {
    String path = uri.getRawPath();
    return path == null || path.isEmpty() ? "/" : path;
  }

  private URI withPort(int port) {
    try {
      return new URI(uri.getScheme(), null, uri.getHost(), port, uri.getPath(), null, null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a part of a URI that was one", e);
    }
  }

  /** An open port. */
  private record Port(DisposableServer server, RedirectExchange exchange, URI uri) {

    Mono<Void> close() {
      return Mono.defer(
          () -> {
            server.dispose();
            return server.onDispose();
          });
    }
  }

  /** Returns the parameters of a query, or {@code null} when one occurs twice. */
  static @Nullable Map<String, String> parameters(String target) {
    var all = new HashMap<String, String>();
    for (Map.Entry<String, List<String>> entry :
        new QueryStringDecoder(target, UTF_8).parameters().entrySet()) {
      if (entry.getValue().size() > 1) {
        return null;
      }
      all.put(entry.getKey(), entry.getValue().get(0));
    }
    return all;
  }

  static boolean isSame(String expected, @Nullable String actual) {
    return actual != null
        && MessageDigest.isEqual(expected.getBytes(UTF_8), actual.getBytes(UTF_8));
  }

  /** Tells whether a {@code Host} header names the loopback interface, whatever its port. */
  static boolean isLoopback(@Nullable String host) {
    return host != null && HOSTS.contains(host.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", ""));
  }
}
