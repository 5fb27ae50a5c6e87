// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.RequestSigner;
import io.fleetauth.http.Retries;
import io.fleetauth.http.ServiceAnswer;
import io.fleetauth.http.ServiceRequest;
import io.fleetauth.oauth.AccessToken;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Gets a token from the source of this machine; keeps none. Thread-safe. */
final class IdentityTokens {

  private static final String DEFAULT = "/.default";

  private final HttpTransport transport;
  private final Mono<Way> way;
  private final ArcChallenge arc;
  private final Scheduler blocking;
  private final @Nullable ImdsProbe probe;
  private final Function<CredentialRequest, @Nullable AccessToken> kept;

  /**
   * @param blocking where files are read
   * @param probing whether to look for IMDS before it is asked
   * @param kept finds the token of a request in memory
   */
  IdentityTokens(
      HttpTransport transport,
      Mono<IdentitySource> source,
      ArcChallenge arc,
      Scheduler blocking,
      boolean probing,
      Function<CredentialRequest, @Nullable AccessToken> kept) {
    this.transport = transport;
    this.way = source.map(this::way).cache();
    this.arc = arc;
    this.blocking = blocking;
    this.kept = kept;
    this.probe =
        probing ? new ImdsProbe(transport.direct(Retries.NONE, null), transport.timer()) : null;
  }

  private Way way(IdentitySource source) {
    var service = transport.direct(Retries.NONE, source.thumbprint());
    boolean repeats = transport.options().retries().most() > 0;
    return new Way(
        source, new SourceExchange(source.platform(), service, transport.timer(), repeats));
  }

  Mono<AccessToken> token(CredentialRequest request) {
    return way.flatMap(found -> checked(found.source()).thenReturn(found))
        .flatMap(found -> token(found, request));
  }

  private Mono<Void> checked(IdentitySource source) {
    return probe == null || source.platform() != Platform.IMDS ? Mono.empty() : probe.check(source);
  }

  private Mono<AccessToken> token(Way found, CredentialRequest request) {
    IdentitySource source = found.source();
    ServiceRequest call = source.request(resource(request), challenge(source, request));
    return answer(found.exchange(), call)
        .onErrorMap(SourceExchange::isNotThere, failure -> notThere(source, failure))
        .map(answer -> IdentityAnswers.token(source, answer, request.scopes(), now()));
  }

  private Instant now() {
    return transport.clock().instant();
  }

  private Mono<ServiceAnswer> answer(SourceExchange exchange, ServiceRequest call) {
    Mono<ServiceAnswer> first = exchange.send(call, RequestSigner.NONE);
    return exchange.platform() == Platform.ARC
        ? first.flatMap(answer -> proven(exchange, call, answer))
        : first;
  }

  private Mono<ServiceAnswer> proven(
      SourceExchange exchange, ServiceRequest call, ServiceAnswer answer) {
    return answer.status() != 401
        ? Mono.just(answer)
        : Mono.fromCallable(() -> arc.authorization(answer))
            .subscribeOn(blocking)
            .onErrorMap(IOException.class, IdentityTokens::unreadable)
            .flatMap(key -> exchange.send(call.header("Authorization", key), RequestSigner.NONE));
  }

  /** Returns the resource that a scope names: the scope without {@code /.default}. */
  static String resource(CredentialRequest request) {
    var scopes = request.scopes().values();
    if (scopes.size() != 1) {
      throw new IllegalArgumentException(
          "a managed identity gets tokens of one scope, not of " + scopes.size());
    }
    String scope = scopes.iterator().next();
    return scope.endsWith(DEFAULT) ? scope.substring(0, scope.length() - DEFAULT.length()) : scope;
  }

  private Map<String, String> challenge(IdentitySource found, CredentialRequest request) {
    var more = new LinkedHashMap<String, String>();
    if (!found.platform().takesClaims()) {
      return more;
    }
    if (request.continuousAccess() || request.claims() != null) {
      more.put("xms_cc", "cp1");
    }
    AccessToken rejected = request.claims() == null ? null : kept.apply(request.withClaims(null));
    if (rejected != null) {
      more.put("token_sha256_to_refresh", sha256(rejected.value()));
    }
    return more;
  }

  private static String sha256(String token) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static CredentialUnavailableException notThere(IdentitySource found, Throwable failure) {
    return new CredentialUnavailableException(
        "managed identity: nothing answers as "
            + found.platform().label()
            + ": "
            + failure.getMessage(),
        failure);
  }

  /** The cause would name the file. */
  private static CredentialUnavailableException unreadable(IOException failure) {
    return new CredentialUnavailableException(
        "managed identity: the key of Azure Arc can not be read by this user; is it in the group"
            + " himds? ("
            + failure.getClass().getSimpleName()
            + ")");
  }

  /** A source and the way to it. */
  private record Way(IdentitySource source, SourceExchange exchange) {}
}
