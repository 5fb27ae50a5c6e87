// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.recordings;

import io.fleetauth.http.HttpOptions;
import io.fleetauth.recordings.Recorded.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Gives the answers of recorded operations, in their order, over TLS and under the names of the
 * real services; clients find it through {@link #options}. A request too many gets status 418.
 */
public final class ReplayServer implements AutoCloseable {

  private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final List<Sent> sent = new CopyOnWriteArrayList<>();
  private final DisposableServer server;
  private final Tunnel tunnel;

  public ReplayServer() {
    var tls = Http11SslContextSpec.forServer(ReplayIdentity.get().keys());
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .secure(spec -> spec.sslContext(tls))
            .handle(this::answer)
            .bindNow();
    tunnel = new Tunnel(server.port());
  }

  /** Returns options that lead any https address to this server. */
  public HttpOptions options() {
    return HttpOptions.DEFAULTS
        .withProxy(tunnel.address())
        .withTrusted(List.of(ReplayIdentity.get().certificate()));
  }

  /** Forgets what was before, and answers with these. */
  public ReplayServer play(List<Recorded> operations) {
    answers.clear();
    sent.clear();
    operations.forEach(operation -> answers.add(operation.answer()));
    return this;
  }

  /** Returns the requests so far, oldest first. */
  public List<Sent> sent() {
    return new ArrayList<>(sent);
  }

  private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
    return request
        .receive()
        .aggregate()
        .asString()
        .defaultIfEmpty("")
        .doOnNext(body -> sent.add(sent(request, body)))
        .thenMany(Mono.defer(() -> Mono.from(give(response))))
        .then();
  }

  private Publisher<Void> give(HttpServerResponse response) {
    Answer answer = answers.poll();
    if (answer == null) {
      return response.status(418).send();
    }
    answer
        .headers()
        .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
    response.status(answer.status());
    return answer.body().isEmpty()
        ? response.send()
        : response.sendString(Mono.just(answer.body()));
  }

  private static Sent sent(HttpServerRequest request, String body) {
    Map<String, String> headers = new TreeMap<>();
    request
        .requestHeaders()
        .forEach(header -> headers.put(lowerCase(header.getKey()), header.getValue()));
    return new Sent(request.method().name(), request.uri(), headers, body);
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    tunnel.close();
    server.disposeNow();
  }
}
