// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.endpoint.TokenRequest.DeviceCodeGrant;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.TokenSet;
import io.fleetauth.secrets.Secrets;
import io.fleetauth.server.admin.Admin;
import io.fleetauth.server.admin.Metrics;
import io.fleetauth.server.reply.Json;
import io.fleetauth.session.InMemorySessionStore;
import io.fleetauth.session.JweSessionSealer;
import io.fleetauth.session.KeyRing;
import io.fleetauth.session.SessionQuery;
import io.fleetauth.session.SessionSealer;
import io.fleetauth.session.SessionStore;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * A gateway with its admin endpoints on a loopback port, in front of a scripted authorization
 * server. Time stands still unless a test moves it.
 */
public final class GatewayFixture implements AutoCloseable {

  public static final String NAME = "glasses";
  public static final String CLIENT = "fleetauth-device";
  public static final String OTHER_CLIENT = "other-device";
  public static final String ADMIN_TOKEN = "admin-token-of-tests";
  public static final Duration LIFETIME = Duration.ofHours(1);

  private static final RSAKey KEY = key();

  public final VirtualTimeScheduler time;
  public final Clock clock = new VirtualClock();
  public final ScriptedAuthorizationServer upstream;
  public final SessionStore store;
  public final Metrics metrics = new Metrics();
  public final SessionSealer sealer;
  public Gateway gateway;

  private final GatewayConfig config;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private DisposableServer server;

  public GatewayFixture() {
    this(config(), new InMemorySessionStore());
  }

  public GatewayFixture(GatewayConfig config, SessionStore store) {
    this.config = config;
    this.store = store;
    this.sealer = new JweSessionSealer(KeyRing.generate(new SecureRandom(), Instant.EPOCH));
    this.time = VirtualTimeScheduler.create();
    this.upstream = new ScriptedAuthorizationServer(time);
    start();
  }

  /** Another node of the same cluster, with its own view of the store. */
  public GatewayFixture(GatewayFixture other, SessionStore view) {
    this.config = other.config;
    this.store = view;
    this.sealer = other.sealer;
    this.time = other.time;
    this.upstream = other.upstream;
    start();
  }

  public static GatewayConfig config() {
    return GatewayConfig.of(Map.of(NAME, registration())).withAdminToken(ADMIN_TOKEN);
  }

  static RegistrationConfig registration() {
    var oidc = RegistrationConfig.oidc(ScriptedAuthorizationServer.ISSUER, "gateway", "api");
    return new RegistrationConfig(
        oidc.preset(),
        oidc.issuer(),
        null,
        null,
        null,
        oidc.clientId(),
        null,
        oidc.clientAuthentication(),
        oidc.scopes(),
        null,
        List.of(CLIENT, OTHER_CLIENT));
  }

  private void start() {
    gateway =
        Gateway.builder(config)
            .store(store, sealer)
            .signingKey(KEY)
            .time(clock, time)
            .observer(metrics.observer())
            .authorizationServer(NAME, upstream)
            .build();
    var admin = new Admin(gateway, config.adminToken(), metrics, time);
    gateway.start().block();
    server = HttpServer.create().host("127.0.0.1").port(0).handle(admin.withGateway()).bindNow();
  }

  /** Ends the process, so to speak; what is in the store stays. */
  public void restart() {
    stop();
    start();
  }

  /** Like {@link #restart}, but nobody runs for {@code pause}. */
  public void restartAfter(Duration pause) {
    stop();
    time.advanceTimeBy(pause);
    start();
  }

  private void stop() {
    server.disposeNow();
    Mono<Void> closing = gateway.close();
    CompletableFuture<Void> closed = closing.toFuture();
    await(closed::isDone, () -> time.advanceTimeBy(Duration.ofMillis(100)));
  }

  @Override
  public void close() {
    stop();
    metrics.close();
  }

  public String base() {
    return "http://127.0.0.1:" + server.port();
  }

  /** Lets the next poll of a device code succeed with {@code access-NAME}. */
  public TokenSet approve(String name) {
    TokenSet tokens = upstream.tokens(name, LIFETIME);
    upstream.exchanges.then(
        request -> Mono.fromSupplier(() -> upstream.tokens(name, scopes(request), LIFETIME)));
    return tokens;
  }

  private static Scopes scopes(Object request) {
    return request instanceof DeviceCodeGrant grant
        ? grant.scopes()
        : ScriptedAuthorizationServer.SCOPES;
  }

  /** Moves the time past the next upstream poll. */
  public void pass(Duration duration) {
    time.advanceTimeBy(duration);
  }

  /** Starts a sign-in as a device does, and returns the answer. */
  public Map<String, Object> deviceCode() {
    return deviceCode(CLIENT).ok();
  }

  public Answer deviceCode(String client) {
    return post("/glasses/oauth2/v2.0/devicecode", "client_id", client);
  }

  public Answer poll(Object deviceCode) {
    return poll(deviceCode, CLIENT);
  }

  public Answer poll(Object deviceCode, String client) {
    return post("/glasses/oauth2/v2.0/token", pollForm(deviceCode, client));
  }

  public static String[] pollForm(Object deviceCode, String client) {
    return new String[] {
      "grant_type",
      "urn:ietf:params:oauth:grant-type:device_code",
      "device_code",
      deviceCode.toString(),
      "client_id",
      client
    };
  }

  /** Signs a device in with tokens called {@code name} and returns its handle. */
  public String signedIn(String name) {
    Object code = deviceCode().get("device_code");
    approve(name);
    pass(Duration.ofSeconds(6));
    return (String) poll(code).ok().get("refresh_token");
  }

  public Answer refresh(String handle, String... more) {
    var form = new java.util.ArrayList<>(List.of("grant_type", "refresh_token"));
    form.addAll(List.of("refresh_token", handle, "client_id", CLIENT));
    form.addAll(List.of(more));
    return post("/glasses/oauth2/v2.0/token", form.toArray(String[]::new));
  }

  public Answer read(String handle) {
    return get("/v1/token", "authorization", "Bearer " + handle);
  }

  public Answer post(String path, String... form) {
    return answer(send(postRequest(path, form)));
  }

  public HttpRequest.Builder postRequest(String path, String... form) {
    return request(path).POST(BodyPublishers.ofString(encode(form)));
  }

  public Answer get(String path, String... headers) {
    return answer(send(with(request(path), headers)));
  }

  public Answer delete(String path, String... headers) {
    return answer(send(with(request(path).DELETE(), headers)));
  }

  public Answer admin(String method, String path, Object body) {
    var content =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(Json.bytes(body));
    return answer(
        send(
            with(request(path).method(method, content), "authorization", "Bearer " + ADMIN_TOKEN)));
  }

  private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base() + path)).timeout(Duration.ofSeconds(20));
  }

  public CompletableFuture<Answer> send(HttpRequest.Builder request) {
    HttpRequest asked = request.build();
    Secrets.ALL.addAuthorization(asked.headers().firstValue("authorization").orElse(null));
    return http.sendAsync(asked, BodyHandlers.ofByteArray()).thenApply(Answer::of);
  }

  private static Answer answer(CompletableFuture<Answer> future) {
    return future.join();
  }

  static String encode(String... form) {
    return java.util.stream.IntStream.range(0, form.length / 2)
        .mapToObj(i -> form[2 * i] + "=" + URLEncoder.encode(form[2 * i + 1], UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** Does {@code step} again and again until {@code done}, for at most ten seconds. */
  public static void await(BooleanSupplier done, Runnable step) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(until);
      step.run();
      Thread.onSpinWait();
    }
  }

  private static RSAKey key() {
    try {
      return new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static SessionQuery all() {
    return new SessionQuery(null, null, null, null, 10);
  }

  /** What came back. */
  public record Answer(int status, HttpResponse<byte[]> response) {

    static Answer of(HttpResponse<byte[]> response) {
      Secrets.ALL.addBody(new String(response.body(), UTF_8));
      return new Answer(response.statusCode(), response);
    }

    public Map<String, Object> json() {
      return Json.object(response.body());
    }

    public String text() {
      return new String(response.body(), UTF_8);
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }

    public Map<String, Object> ok() {
      assertThat(status).as(text()).isIn(200, 201);
      return json();
    }

    public Answer refused(int expected, String error) {
      assertThat(status).as(text()).isEqualTo(expected);
      assertThat(json()).containsEntry("error", error).containsKey("error_description");
      return this;
    }
  }

  private final class VirtualClock extends Clock {
    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(time.now(TimeUnit.NANOSECONDS));
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
