// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.DataFolder;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.JweSessionSealer;
import io.fleetauth.session.KeyRing;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SignedIn;
import io.fleetauth.store.SqliteSessionStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** What a command says, to the letter, and how it ends, when its surroundings are wrong. */
class BadSurroundingsTest {

  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int UNREACHABLE = 6;
  private static final int REFUSED = 7;
  private static final int UNUSABLE_STORE = 8;

  @TempDir Path folder;

  private void assertSays(int exitCode, String message, String... arguments) {
    var command = new CommandRun(folder.resolve("home"));

    int ended = command.run(arguments);

    assertThat(command.err()).isEqualTo("fleetauth: " + message + "\n");
    assertThat(ended).isEqualTo(exitCode);
    assertThat(command.out()).isEmpty();
  }

  private String config(String yaml) throws IOException {
    return Files.writeString(folder.resolve("config.yaml"), yaml).toString();
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  @ParameterizedTest
  @CsvSource({
    "authority, --http-port, authority.http-port",
    "authority, --https-port, authority.https-port",
    "gateway, --http-port, gateway.http-port",
    "dev, --gateway-http-port, gateway.http-port"
  })
  void portInUse(String command, String option, String key) throws IOException {
    String yaml =
        "authority: {http-port: 0, https-port: 0}\n"
            + "gateway: {http-port: 0, https-port: 0, registrations:"
            + " {glasses: {issuer: https://id.example.com, client-id: a}}}";
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = "" + taken.getLocalPort();
      var run = new CommandRun(folder.resolve("home"));

      int ended = run.run(command, "--config", config(yaml), "--data", data(), option + "=" + port);

      assertThat(run.err())
          .isEqualTo(
              "fleetauth: port %s on 127.0.0.1 is in use; choose another with %s or %s\n"
                  .formatted(port, option, key));
      assertThat(ended).isEqualTo(FAILED);
    }
  }

  @Test
  void dataFolderThatIsAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertSays(
        UNUSABLE_STORE,
        "data folder " + file + " is not a folder",
        "authority",
        "--data",
        file.toString());
  }

  @Test
  void dataFolderThatCanNotBeWritten() throws IOException {
    Path below = Files.createFile(folder.resolve("file")).resolve("data");

    assertSays(
        UNUSABLE_STORE,
        "data folder " + below + " can not be written",
        "authority",
        "--data",
        below.toString());
  }

  @Test
  void storeThatIsNoDatabase() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("sessions.db"), "not a database, but long enough\n".repeat(99));
    var run = new CommandRun(folder.resolve("home"));

    assertThat(run.run("gateway", "--config", config(ANY), "--data", data()))
        .isEqualTo(UNUSABLE_STORE);
    assertThat(run.err()).startsWith("fleetauth: ").contains("sessions.db").hasLineCount(1);
  }

  @Test
  void storeThatAnotherProcessHasOpen() {
    Path file = folder.resolve("home/sessions.db");
    var store = SqliteSessionStore.open(file).block();
    try {
      assertSays(
          UNUSABLE_STORE,
          "%1$s is in use by another process, which holds %1$s.lock; stop that one".formatted(file),
          "sessions");
    } finally {
      store.close().block();
    }
  }

  @Test
  void storeOfANewerVersion() throws SQLException {
    Path file = folder.resolve("home/sessions.db");
    SqliteSessionStore.open(file).block().close().block();
    change(file, "PRAGMA user_version = 99");

    assertSays(
        UNUSABLE_STORE,
        file + " has schema 99, this program knows up to 1: run the newer Fleetauth that wrote it",
        "sessions");
  }

  @Test
  void storeThatIsDamaged() throws IOException, SQLException {
    Path file = folder.resolve("home/sessions.db");
    SqliteSessionStore.open(file).block().close().block();
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 4096; at < bytes.length; at++) {
      bytes[at] = (byte) (at * 31);
    }
    Files.write(file, bytes);

    assertSays(
        UNUSABLE_STORE,
        file
            + " is damaged or no database; put a backup in its place: [SQLITE_CORRUPT] The database"
            + " disk image is malformed (database disk image is malformed)",
        "sessions");
  }

  private static void change(Path file, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void keyFileThatIsNone() throws IOException {
    Path file = new DataFolder(Files.createDirectories(folder.resolve("data"))).sealingKeys();
    Files.writeString(file, "garbage");

    assertSays(
        UNUSABLE_STORE,
        file + ": cannot be used as key file: it is no JWK set (RFC 7517)",
        "gateway",
        "--config",
        config(ANY),
        "--data",
        data());
  }

  private static final String ANY =
      "gateway: {http-port: 0, https-port: 0, registrations:"
          + " {glasses: {issuer: https://id.example.com, client-id: a}}}";

  @Test
  void wrongKeyForTheStore() throws IOException {
    var ring = KeyRing.generate(new SecureRandom(), Instant.EPOCH);
    Path file = new DataFolder(Files.createDirectories(folder.resolve("data"))).sessions();
    var store = SqliteSessionStore.open(file).block();
    var sessions = new Sessions(store, new JweSessionSealer(ring), Clock.systemUTC());
    var key = new SessionKey("glasses", new DeviceId("headset-1"));
    sessions.update(key, before -> signedIn()).block();
    store.close().block();

    assertSays(
        UNUSABLE_STORE,
        "the record of glasses/headset-1 needs key %s, which is not here; the store needs the key"
                .formatted(ring.kids().get(0))
            + " file it was sealed with",
        "gateway",
        "--config",
        config(ANY),
        "--data",
        data());
  }

  private static SignedIn signedIn() {
    Scopes scopes = Scopes.of("read");
    Instant now = Instant.now();
    var token = new AccessToken("access", "Bearer", scopes, now, now.plusSeconds(60), null);
    return new SignedIn(
        new RefreshToken("refresh"),
        scopes,
        Map.of(scopes, token),
        null,
        now,
        now,
        null,
        null,
        null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gatway: {http-port: 1}      | config.yaml:1:1: unknown key 'gatway' at the top; did you mean 'gateway'? known keys: authority, data, gateway
          gateway: {http-prt: 1}      | config.yaml:1:11: unknown key 'http-prt' below 'gateway'; did you mean 'http-port'? known keys: admin-token, close-within, communication, host, http-port, https, https-port, keep-alive, max-hot-sessions, max-pending-sign-ins, max-poll-wait, mixed-reality, public-url, refresh-policy, registrations, store
          gateway: {http-port: web}   | config.yaml:1:22: 'gateway.http-port' must be a whole number from 0 to 65535, was 'web'
          gateway: {registrations: {g: {issuer: https://a, client-id: b, max-exchanges-in-flight: 0}}} | config.yaml:1:89: 'gateway.registrations.g.max-exchanges-in-flight' must be a whole number from 1 to 2147483647, was '0'
          gateway: {store: {url: "postgresql://u:hidden@h"}} | config.yaml:1:18: 'gateway.store': keys is missing: gateways that share need the same
          gateway: {store: {url: "postgresql://u:hidden@h", keys: k}} | config.yaml:1:18: 'gateway.store': PostgreSQL URL must be postgresql://user:password@host:port/database
          gateway: {store: {keys: k}} | config.yaml:1:18: 'gateway.store': url is missing
          gateway: {admin-token: short} | config.yaml:1:10: 'gateway': admin-token must have at least 16 characters
          """)
  void configurationThatMakesNoSense(String yaml, String message) throws IOException {
    String file = config(yaml);

    assertSays(USAGE, message, "gateway", "--config", file, "--data", data());
  }

  @Test
  void unreachableIssuer() {
    assertSays(
        UNREACHABLE,
        "can not connect to 127.0.0.1:1; is the server running?",
        "login",
        "--issuer",
        "http://127.0.0.1:1/x",
        "--client-id",
        "x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | {"issuer":"https://other.example"} | 1 | authorization server metadata of 127.0.0.1:%1$d (HTTP 200): issuer is not http://127.0.0.1:%1$d/x
          200 | <html>                             | 1 | authorization server metadata of 127.0.0.1:%1$d (HTTP 200) is not JSON
          200 | {"issuer":                         | 1 | authorization server metadata of 127.0.0.1:%1$d (HTTP 200) is not JSON
          200 | {"issuer":7}                       | 1 | authorization server metadata of 127.0.0.1:%1$d (HTTP 200): issuer is not a string or empty
          302 | <html>                             | 1 | authorization server metadata of 127.0.0.1:%1$d (HTTP 302) is a redirect, which is not followed
          503 | <html>                             | 6 | authorization server metadata of 127.0.0.1:%1$d (HTTP 503) says try later
          """)
  void issuerThatAnswersNonsense(int status, String body, int exitCode, String message) {
    DisposableServer server = serve(status, body);
    try {
      assertSays(
          exitCode,
          message.formatted(server.port()),
          "login",
          "--issuer",
          "http://127.0.0.1:" + server.port() + "/x",
          "--client-id",
          "x");
    } finally {
      server.disposeNow();
    }
  }

  private static DisposableServer serve(int status, String body) {
    return HttpServer.create()
        .host("127.0.0.1")
        .port(0)
        .handle((request, response) -> response.status(status).sendString(Mono.just(body)))
        .bindNow();
  }

  @Test
  void clientThatTheServerDoesNotKnow() {
    DisposableServer server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(
                routes ->
                    routes
                        .get(
                            "/x/.well-known/openid-configuration",
                            (request, response) ->
                                response.sendString(
                                    Mono.just(document(request.requestHeaders().get("host")))))
                        .post(
                            "/code",
                            (request, response) ->
                                response
                                    .status(401)
                                    .sendString(
                                        Mono.just(
                                            "{\"error\":\"invalid_client\","
                                                + "\"error_description\":\"Who is that?\"}"))))
            .bindNow();
    try {
      assertSays(
          REFUSED,
          "the authorization server refused: invalid_client: Who is that?",
          "login",
          "--issuer",
          "http://127.0.0.1:" + server.port() + "/x",
          "--client-id",
          "x");
    } finally {
      server.disposeNow();
    }
  }

  private static String document(String host) {
    return """
        {"issuer":"http://%1$s/x","device_authorization_endpoint":"http://%1$s/code",
         "token_endpoint":"http://%1$s/token","jwks_uri":"http://%1$s/keys"}"""
        .formatted(host);
  }
}
