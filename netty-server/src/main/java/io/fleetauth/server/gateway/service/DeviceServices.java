// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway.service;

import io.fleetauth.credential.Credential;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.ReplyException;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.StoredSession;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The services whose tokens devices may have. Thread-safe. */
public final class DeviceServices {

  /** RFC 8693 section 2.2.2. */
  private static final ErrorCode INVALID_TARGET = new ErrorCode("invalid_target");

  private static final Logger LOG = LoggerFactory.getLogger(DeviceServices.class);
  private static final Duration SIGN_OUT_PATIENCE = Duration.ofSeconds(10);

  private final Map<String, DeviceService> mixedReality = new LinkedHashMap<>();
  private final Map<String, DeviceService> communication = new LinkedHashMap<>();
  private final Map<String, DeviceService> all = new LinkedHashMap<>();
  private final Sessions sessions;
  private final Scheduler timer;

  /**
   * @param timer waits for services at a sign-out
   */
  private DeviceServices(Sessions sessions, Scheduler timer) {
    this.sessions = sessions;
    this.timer = timer;
  }

  /** Returns an object without services. */
  public static DeviceServices none(Sessions sessions, Scheduler timer) {
    return new DeviceServices(sessions, timer);
  }

  /**
   * @param transport the way to the services, not closed here
   * @param credentials the tokens of a session
   */
  public static DeviceServices of(
      ServicesConfig config,
      HttpTransport transport,
      Sessions sessions,
      Function<SessionKey, Credential> credentials) {
    var services = new DeviceServices(sessions, transport.timer());
    config
        .mixedReality()
        .forEach(
            (name, one) ->
                services.mixedReality.put(
                    name, new MixedRealityTokens(one, transport, credentials)));
    config
        .communication()
        .forEach(
            (name, one) ->
                services.communication.put(
                    name, new CommunicationTokens(name, one, transport, sessions)));
    services.all.putAll(services.mixedReality);
    services.all.putAll(services.communication);
    return services;
  }

  /**
   * Emits a token of a Mixed Reality account; refuses with {@code invalid_target}.
   *
   * @param account its id or its name, or {@code null} for the only one
   */
  public Mono<ServiceToken> mixedReality(SessionKey session, @Nullable String account) {
    return Mono.defer(() -> find(mixedReality, session, account).token(session, Scopes.NONE));
  }

  /**
   * Emits a token of a Communication resource; refuses with {@code invalid_target} or {@code
   * invalid_scope}.
   *
   * @param resource its name, or {@code null} for the only one
   */
  public Mono<ServiceToken> communication(
      SessionKey session, @Nullable String resource, Scopes scopes) {
    return Mono.defer(() -> find(communication, session, resource).token(session, scopes));
  }

  /** Emits a token of any service; as the two others refuse. */
  public Mono<ServiceToken> token(SessionKey session, @Nullable String audience, Scopes scopes) {
    return Mono.defer(() -> find(all, session, audience).token(session, scopes));
  }

  /** One that the registration may not use is like one that is not there. */
  private static DeviceService find(
      Map<String, DeviceService> among, SessionKey session, @Nullable String name) {
    List<DeviceService> found =
        among.entrySet().stream()
            .filter(entry -> entry.getValue().serves(session.registration()))
            .filter(entry -> name == null || isCalled(entry, name))
            .map(Entry::getValue)
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    throw refused(
        found.isEmpty()
            ? "the registration of this device has no such service"
            : "the registration of this device has several such services: name one");
  }

  private static boolean isCalled(Entry<String, DeviceService> entry, String name) {
    return entry.getKey().equals(name) || entry.getValue().isCalled(name);
  }

  private static ReplyException refused(String description) {
    return new ReplyException(Reply.oauthError(400, INVALID_TARGET, description));
  }

  /**
   * Signs a session out, then forgets what the services have for it and makes that worthless. What
   * can not be revoked in a few seconds is left to expire; only {@code signOut} can fail.
   */
  public Mono<Void> atSignOut(SessionKey session, Mono<Void> signOut) {
    return all.isEmpty()
        ? signOut
        : sessions
            .find(session)
            .map(Optional::of)
            .defaultIfEmpty(Optional.empty())
            .flatMap(last -> signOut.then(last.map(this::signedOut).orElse(Mono.empty())));
  }

  private Mono<Void> signedOut(StoredSession last) {
    return Flux.fromIterable(all.entrySet())
        .filter(entry -> entry.getValue().serves(last.key().registration()))
        .flatMap(entry -> signedOut(entry.getKey(), entry.getValue(), last))
        .then();
  }

  private Mono<Void> signedOut(String name, DeviceService service, StoredSession last) {
    return service
        .signedOut(last)
        .timeout(SIGN_OUT_PATIENCE, timer)
        .doOnError(
            e -> LOG.warn("{}: tokens of {} were not revoked: {}", last.key(), name, e.toString()))
        .onErrorComplete();
  }

  /** Renews nothing any more; later calls fail. */
  public void close() {
    all.values().forEach(DeviceService::close);
  }
}
