// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.fleetauth.secrets.Secrets;
import io.fleetauth.server.config.ConfigLoader;
import io.fleetauth.server.reply.Json;
import io.fleetauth.session.PendingSignIn;
import io.fleetauth.session.SessionQuery;
import io.fleetauth.session.StoredSession;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Promise S1, on the whole life of a session through gateway and authority: with every logger at
 * its finest, no secret is in a log, an event, a metric, an admin view or an error.
 */
@Timeout(120)
class SecretsStaySecretTest {

  private static final String CLIENT_SECRET = "client-secret-of-the-gateway-73";
  private static final String WRONG = "wrong-secret-that-was-sent-19";
  private static final String GATEWAY = "/glasses/oauth2/v2.0/";
  private static final String AUTHORITY = "/fleetauth/oauth2/v2.0/";
  private static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
  private static final List<String> SILENT = List.of("reactor.netty", "io.netty", "jdk", "sun");

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  /** What each secret is, by its value. */
  private final Map<String, String> secrets = new ConcurrentHashMap<>();

  /** What anybody may read who is no holder of the secrets. */
  private final ConcurrentLinkedQueue<String> visible = new ConcurrentLinkedQueue<>();

  private final Map<Logger, Optional<Level>> levels = new HashMap<>();
  private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
  private final Everything everything = new Everything();
  private AuthorityServer authority;
  private GatewayServer gateway;
  private String control;
  private String admin;

  @BeforeEach
  void start() throws IOException {
    listen();
    Path config = folder.resolve("config.yaml");
    Files.writeString(config, AUTHORITY_YAML.formatted(CLIENT_SECRET));
    var idp = new ConfigLoader(Map.of()).load(config).config().authority();
    authority = AuthorityServer.start(idp, DataFolder.open(folder.resolve("idp")), "--");
    Files.writeString(config, GATEWAY_YAML.formatted(authority.httpUrl(), CLIENT_SECRET));
    var section = new ConfigLoader(Map.of()).load(config).config().gateway();
    var data = DataFolder.open(folder.resolve("gateway"));
    gateway = GatewayServer.start(section, data, "--");
    control = secret("control token", authority.authority().controlToken().value());
    admin = secret("admin token", gateway.adminToken().value().value());
    secret("client secret", CLIENT_SECRET);
    secret("wrong secret", WRONG);
    keys(data.sealingKeys());
    keys(data.root().resolve("gateway-signing-key.json"));
  }

  private static final String AUTHORITY_YAML =
      """
      authority:
        http-port: 0
        https: false
        lifetimes: {poll-interval: 1s}
        clients: [{id: gateway, secret: %s}, {id: fleetauth-dev}]
        users: [{name: demo, password: password-of-demo-41}]
      """;

  private static final String GATEWAY_YAML =
      """
      gateway:
        http-port: 0
        https: false
        registrations:
          glasses: {issuer: "%s/fleetauth/v2.0", client-id: gateway, client-secret: %s}
      """;

  private void listen() {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    for (Logger logger : context.getLoggerList()) {
      levels.put(logger, Optional.ofNullable(logger.getLevel()));
    }
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.TRACE);
    SILENT.forEach(name -> context.getLogger(name).setLevel(Level.OFF));
    context.getLogger("io.fleetauth").setLevel(Level.TRACE);
    everything.setContext(context);
    everything.start();
    root.iteratorForAppenders().forEachRemaining(others::add);
    others.forEach(root::detachAppender); // nobody reads that much
    root.addAppender(everything);
  }

  @AfterEach
  void stop() {
    gateway.close();
    authority.close();
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAppender(everything);
    others.forEach(root::addAppender);
    SILENT.forEach(name -> context.getLogger(name).setLevel(null));
    context.getLogger("io.fleetauth").setLevel(null);
    levels.forEach((logger, level) -> logger.setLevel(level.orElse(null)));
  }

  private String secret(String what, String value) {
    assertThat(value).as(what).hasSizeGreaterThan(7);
    secrets.put(value, what);
    Secrets.ALL.add(what, value);
    return value;
  }

  /** Each long base64 value of a key file. */
  private void keys(Path file) throws IOException {
    var values = Pattern.compile("\"(?:k|d|p|q|dp|dq|qi)\"\\s*:\\s*\"([^\"]{20,})\"");
    var found = values.matcher(Files.readString(file)).results().map(m -> m.group(1)).toList();
    assertThat(found).as(file.toString()).isNotEmpty();
    found.forEach(value -> secret("key of " + file.getFileName(), value));
  }

  @Test
  void secretsAreNowhereButWithTheirHolders() throws Exception {
    events();
    String handle = signIn();
    renewAndFail(handle);
    strangers(handle);
    authorityAlone();
    azureServices();
    leave(handle);
    look();

    assertThat(secrets).hasSizeGreaterThan(20);
    assertThat(everything.text()).contains("HTTP 500"); // it listens
    secrets.forEach(this::assertHidden);
  }

  private void assertHidden(String value, String what) {
    assertThat(everything.text()).as("the log has the " + what).doesNotContain(value);
    boolean shown = what.equals("user code"); // to administrators, who pass it on
    assertThat(String.join("\n", visible))
        .as("a view or an error has the " + what)
        .satisfies(text -> assertThat(shown || !text.contains(value)).isTrue());
    assertThat(stored()).as("the store has the " + what).doesNotContain(value);
  }

  /** What the gateway has on the disk. */
  private String stored() {
    try (Stream<Path> files = Files.list(folder.resolve("gateway"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("sessions.db"))
          .map(SecretsStaySecretTest::bytes)
          .reduce("", String::concat);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String bytes(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void events() {
    http.sendAsync(
        request(gateway.httpUrl() + "/v1/events", admin).build(),
        info -> HttpResponse.BodySubscribers.fromLineSubscriber(new Lines(visible)));
  }

  private String signIn() throws Exception {
    Map<String, Object> device = ok(gateway("devicecode", "client_id", "fleetauth-device"));
    String code = secret("device code of the gateway", text(device, "device_code"));
    secret("user code", text(device, "user_code"));
    show(gatewayPoll(code));
    show(gatewayPoll("made-up-" + WRONG));
    show(get(gateway.httpUrl() + "/v1/sign-ins", admin));
    learn();
    approve(text(device, "user_code"));
    Map<String, Object> tokens = ok(gatewayPollUntilDone(code));
    learn();
    secret("access token", text(tokens, "access_token"));
    secret("ID token", text(tokens, "id_token"));
    return secret("session handle", text(tokens, "refresh_token"));
  }

  private HttpResponse<String> gatewayPollUntilDone(String code) throws Exception {
    HttpResponse<String> answer = gatewayPoll(code);
    for (int i = 0; i < 10 && answer.statusCode() != 200; i++) {
      show(answer);
      answer = gatewayPoll(code);
    }
    return answer;
  }

  private void renewAndFail(String handle) throws Exception {
    ok(get(gateway.httpUrl() + "/v1/token", handle));
    String refresh = gateway.httpUrl() + session() + "/refresh";
    ok(post(refresh, admin, ""));
    learn();
    control("scripts", "{\"endpoint\":\"token\",\"action\":\"STATUS\",\"status\":500}");
    show(post(refresh, admin, ""));
    clearScripts();
    for (String fault : List.of("\"STATUS\",\"status\":500", "\"MALFORMED\"", "\"DROP_REPLY\"")) {
      control("scripts", "{\"endpoint\":\"devicecode\",\"action\":" + fault + "}");
      show(gateway("devicecode", CLIENT, DEVICE));
      clearScripts();
    }
    ok(gateway("token", "grant_type", "refresh_token", "refresh_token", handle, CLIENT, DEVICE));
    learn();
  }

  private static final String CLIENT = "client_id";
  private static final String DEVICE = "fleetauth-device";

  private void clearScripts() throws Exception {
    var request = request(authority.httpUrl() + "/control/scripts", control).DELETE().build();
    http.send(request, BodyHandlers.ofString());
  }

  private void strangers(String handle) throws Exception {
    show(get(gateway.httpUrl() + "/v1/token", WRONG));
    show(get(gateway.httpUrl() + "/v1/token?handle=" + WRONG, WRONG));
    show(get(gateway.httpUrl() + "/v1/sessions", WRONG));
    show(get(gateway.httpUrl() + "/v1/sessions", handle));
    show(gateway("token", "grant_type", "refresh_token", "refresh_token", WRONG, CLIENT, DEVICE));
    show(gateway("token", "grant_type", "refresh_token", "refresh_token", handle, CLIENT, "x"));
    show(post(gateway.httpUrl() + "/v1/sign-ins", admin, "{\"registration\":" + WRONG));
    show(post(authority.httpUrl() + "/control/scripts", control, "{\"action\":\"" + WRONG));
    show(get(authority.httpUrl() + "/control/ledger", WRONG));
    show(
        form(
            authority.httpUrl() + "/device/login",
            "username",
            "demo",
            "password",
            secret("password", "password-of-demo-41")));
    show(
        authority(
            "token",
            "grant_type",
            "client_credentials",
            CLIENT,
            "gateway",
            "client_secret",
            WRONG));
  }

  private void authorityAlone() throws Exception {
    Map<String, Object> device =
        ok(authority("devicecode", CLIENT, "fleetauth-dev", "scope", "openid offline_access"));
    String code = secret("device code of the authority", text(device, "device_code"));
    secret("user code", text(device, "user_code"));
    approve(text(device, "user_code"));
    var tokens = ok(authorityPoll(code));
    show(authorityPoll(code));
    String refresh = secret("refresh token", text(tokens, "refresh_token"));
    String access = secret("access token", text(tokens, "access_token"));
    secret("ID token", text(tokens, "id_token"));
    show(get(authority.httpUrl() + "/api/me", access));
    show(
        authority(
            "introspect", CLIENT, "gateway", "client_secret", CLIENT_SECRET, "token", access));
    show(authority("revoke", CLIENT, "fleetauth-dev", "token", refresh));
    show(
        authority(
            "token",
            "grant_type",
            "refresh_token",
            CLIENT,
            "fleetauth-dev",
            "refresh_token",
            refresh));
  }

  /** Keys and tokens of the Mixed Reality and Communication services, good and wrong ones. */
  private void azureServices() throws Exception {
    var services = authority.authority().services();
    var account = services.mixedReality().get(0);
    account.keys().all().forEach(key -> secret("account key", key));
    services.communication().get(0).keys().all().forEach(key -> secret("access key", key));
    String sts = authority.httpUrl() + "/Accounts/" + account.id() + "/token";
    var token = ok(get(sts, account.id() + ":" + account.keys().primary()));
    secret("Mixed Reality token", text(token, "AccessToken"));
    show(get(sts, account.id() + ":" + WRONG));
    show(get(sts + "?api-version=1", account.id() + ":" + account.keys().secondary()));
    show(post(sts, WRONG, ""));
    var entra =
        ok(
            authority(
                "token",
                "grant_type",
                "client_credentials",
                CLIENT,
                "gateway",
                "client_secret",
                CLIENT_SECRET,
                "scope",
                "https://communication.azure.com//.default"));
    String bearer = secret("access token", text(entra, "access_token"));
    String identities = authority.httpUrl() + "/identities?api-version=2023-10-01";
    var made = postJson(identities, bearer, "{\"createTokenWithScopes\":[\"chat\"]}");
    assertThat(made.statusCode()).isEqualTo(201);
    var access = (Map<?, ?>) Json.object(made.body().getBytes(ISO_8859_1)).get("accessToken");
    secret("Communication token", access.get("token").toString());
    show(postJson(identities, bearer, "{\"createTokenWithScopes\":[\"" + WRONG + "!\"]}"));
    show(postJson(identities, WRONG, "{}"));
    String teams = authority.httpUrl() + "/teamsUser/:exchangeAccessToken?api-version=2023-10-01";
    show(postJson(teams, bearer, "{\"appId\":\"" + WRONG + "\",\"userId\":\"x\"}"));
    show(postJson(teams, bearer, "{\"token\":\"" + WRONG));
    show(get(authority.httpUrl() + "/fleetauth/discovery/v2.0/keys", WRONG));
  }

  private HttpResponse<String> postJson(String url, String bearer, String body) throws Exception {
    return http.send(
        request(url, bearer)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private void leave(String handle) throws Exception {
    show(gateway("revoke", CLIENT, DEVICE, "token", handle));
    show(get(gateway.httpUrl() + "/v1/token", handle));
    show(
        http.send(
            request(gateway.httpUrl() + "/v1/token", handle).DELETE().build(),
            BodyHandlers.ofString()));
  }

  private void look() throws Exception {
    show(get(gateway.httpUrl() + "/metrics", admin));
    show(get(gateway.httpUrl() + "/v1/sessions", admin));
    show(get(gateway.httpUrl() + session(), admin));
    show(get(authority.httpUrl() + "/control/ledger", control));
    show(get(authority.httpUrl() + "/control/scripts", control));
  }

  /** Path of the only session. */
  private String session() {
    StoredSession stored = sessions().get(0);
    return "/v1/sessions/glasses/" + stored.key().device().value();
  }

  private List<StoredSession> sessions() {
    var sessions = gateway.gateway().sessions();
    return sessions
        .list(new SessionQuery(null, null, null, null, 10))
        .map(sessions::open)
        .collectList()
        .block();
  }

  /** Takes the secrets that only the gateway and the authority share. */
  private void learn() {
    for (StoredSession stored : sessions()) {
      if (stored.session() instanceof PendingSignIn pending) {
        secret("upstream device code", pending.authorization().deviceCode().value());
      }
      var tokens = stored.session().tokens();
      if (tokens != null) {
        secret("upstream refresh token", tokens.refreshToken().value());
        tokens.accessTokens().values().forEach(each -> secret("access token", each.value()));
      }
    }
  }

  private void approve(String userCode) throws Exception {
    control("approve", "{\"user_code\":\"" + userCode + "\"}");
  }

  private void control(String what, String json) throws Exception {
    show(post(authority.httpUrl() + "/control/" + what, control, json));
  }

  private HttpResponse<String> gateway(String endpoint, String... form) throws Exception {
    return form(gateway.httpUrl() + GATEWAY + endpoint, form);
  }

  private HttpResponse<String> authority(String endpoint, String... form) throws Exception {
    return form(authority.httpUrl() + AUTHORITY + endpoint, form);
  }

  private HttpResponse<String> gatewayPoll(String code) throws Exception {
    String form = encode("grant_type", DEVICE_CODE, "device_code", code, CLIENT, DEVICE);
    var request = HttpRequest.newBuilder(URI.create(gateway.httpUrl() + GATEWAY + "token"));
    return http.send(
        request.header("prefer", "wait=5").POST(BodyPublishers.ofString(form)).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> authorityPoll(String code) throws Exception {
    return authority(
        "token", "grant_type", DEVICE_CODE, "device_code", code, CLIENT, "fleetauth-dev");
  }

  private HttpResponse<String> get(String url, String bearer) throws Exception {
    return http.send(request(url, bearer).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String url, String bearer, String body) throws Exception {
    return http.send(
        request(url, bearer).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> form(String url, String... pairs) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url));
    return http.send(
        request.POST(BodyPublishers.ofString(encode(pairs))).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String url, String bearer) {
    return HttpRequest.newBuilder(URI.create(url)).header("authorization", "Bearer " + bearer);
  }

  private static String encode(String... pairs) {
    var form = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      form.append(i == 0 ? "" : "&").append(pairs[i]).append('=');
      form.append(URLEncoder.encode(pairs[i + 1], ISO_8859_1));
    }
    return form.toString();
  }

  private void show(HttpResponse<String> answer) {
    visible.add(answer.statusCode() + " " + answer.headers().map() + " " + answer.body());
  }

  private static Map<String, Object> ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.object(answer.body().getBytes(ISO_8859_1));
  }

  private static String text(Map<String, Object> json, String name) {
    return json.get(name).toString();
  }

  /** Keeps each line of a stream. */
  private record Lines(ConcurrentLinkedQueue<String> to)
      implements java.util.concurrent.Flow.Subscriber<String> {
    @Override
    public void onSubscribe(java.util.concurrent.Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      to.add(line);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }

  /** Keeps all that is logged, stack traces included. */
  private static final class Everything extends AppenderBase<ILoggingEvent> {
    private final StringBuffer all = new StringBuffer();

    @Override
    protected void append(ILoggingEvent event) {
      all.append(event.getLoggerName()).append(' ').append(event.getFormattedMessage());
      all.append(' ').append(event.getMDCPropertyMap()).append('\n');
      if (event.getThrowableProxy() != null) {
        all.append(ThrowableProxyUtil.asString(event.getThrowableProxy())).append('\n');
      }
    }

    String text() {
      return all.toString();
    }
  }
}
