// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.server.gateway.Issuer.Shape;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.Reply;
import io.fleetauth.server.reply.ReplyException;
import io.fleetauth.server.reply.Router;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** The endpoints that each registration is served at as an authorization server. Thread-safe. */
final class OAuthRoutes {

  private static final Logger LOG = LoggerFactory.getLogger(OAuthRoutes.class);
  private static final ErrorCode UNKNOWN_REGISTRATION = new ErrorCode("not_found");

  private final Map<String, ServedRegistration> registrations;
  private final GatewayConfig config;
  private final SignInDesk desk;
  private final DeviceCodeGrant deviceCodes;
  private final HandleGrant handles;
  private final TokenExchangeGrant exchanges;
  private final Clock clock;

  OAuthRoutes(
      Map<String, ServedRegistration> registrations,
      GatewayConfig config,
      SignInDesk desk,
      DeviceCodeGrant deviceCodes,
      HandleGrant handles,
      TokenExchangeGrant exchanges,
      Clock clock) {
    this.registrations = registrations;
    this.config = config;
    this.desk = desk;
    this.deviceCodes = deviceCodes;
    this.handles = handles;
    this.exchanges = exchanges;
    this.clock = clock;
  }

  void addTo(Router.Builder router) {
    for (Shape shape : Shape.values()) {
      String endpoints = "/{registration}" + shape.endpoints();
      router
          .post(endpoints + "/devicecode", call -> deviceCode(call, shape))
          .post(endpoints + "/token", call -> token(call, shape));
    }
  }

  private Mono<Reply> deviceCode(Call call, Shape shape) {
    return call.form()
        .map(form -> request(call, shape, form))
        .flatMap(this::start)
        .doOnError(failure -> logFailure(call, failure))
        .onErrorResume(Refusals::oauth);
  }

  private Mono<Reply> start(DeviceRequest request) {
    ServedRegistration registration = request.registration();
    return desk.start(registration, request.clientId(), registration.scopes(request.scope()))
        .map(this::started);
  }

  /** Device Authorization Response, RFC 8628 section 3.2, with Entra's {@code message}. */
  private Reply started(StartedSignIn started) {
    var authorization = started.authorization();
    URI complete = authorization.verificationUriComplete();
    var body = new LinkedHashMap<String, Object>();
    body.put("device_code", started.deviceCode());
    body.put("user_code", authorization.userCode().value());
    body.put("verification_uri", authorization.verificationUri().toString());
    if (complete != null) {
      body.put("verification_uri_complete", complete.toString());
    }
    body.put("expires_in", started.expiresIn(clock.instant()));
    body.put("interval", started.interval());
    body.put("message", authorization.prompt());
    return Reply.json(body);
  }

  private Mono<Reply> token(Call call, Shape shape) {
    return call.form()
        .map(form -> request(call, shape, form))
        .flatMap(this::grant)
        .onErrorResume(Refusals::oauth);
  }

  private Mono<Reply> grant(DeviceRequest request) {
    String type = request.form().require("grant_type");
    return switch (type) {
      case "urn:ietf:params:oauth:grant-type:device_code", "device_code" ->
          deviceCodes.reply(request);
      case "refresh_token" -> handles.reply(request);
      case TokenExchangeGrant.TYPE -> exchanges.reply(request);
      default ->
          Mono.just(
              Reply.oauthError(
                  400,
                  ErrorCode.UNSUPPORTED_GRANT_TYPE,
                  "use the device code, refresh token or token exchange grant"));
    };
  }

  private DeviceRequest request(Call call, Shape shape, Parameters form) {
    ServedRegistration registration = registration(registrations, call);
    Duration wait = PreferWait.of(call.header("prefer"), config.limits().maxPollWait());
    Issuer issuer = Issuer.of(call, config.publicUrl(), registration.name(), shape);
    return new DeviceRequest(registration, issuer, registration.client(call, form), form, wait);
  }

  /** Returns the registration that the path names, or refuses with 404. */
  static ServedRegistration registration(Map<String, ServedRegistration> registrations, Call call) {
    @Nullable ServedRegistration found = registrations.get(call.variable("registration"));
    if (found == null) {
      throw new ReplyException(
          Reply.oauthError(404, UNKNOWN_REGISTRATION, "there is no such registration"));
    }
    return found;
  }

  /** Upstream trouble is for the log of the gateway; its words may be for developers only. */
  private static void logFailure(Call call, Throwable failure) {
    if (!(failure instanceof ReplyException)) {
      LOG.warn(
          "Sign-in for {} does not start: {}", call.variable("registration"), failure.toString());
    }
  }
}
