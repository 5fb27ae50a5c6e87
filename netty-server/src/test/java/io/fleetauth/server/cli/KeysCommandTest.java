// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.DataFolder;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.JweSessionSealer;
import io.fleetauth.session.KeyRing;
import io.fleetauth.session.KeyRingFile;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionQuery;
import io.fleetauth.session.Sessions;
import io.fleetauth.session.SignedIn;
import io.fleetauth.store.SqliteSessionStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import tools.jackson.databind.json.JsonMapper;

class KeysCommandTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Clock YESTERDAY =
      Clock.fixed(Instant.now().minus(Duration.ofDays(1)), ZoneOffset.UTC);

  @TempDir Path folder;
  DataFolder data;

  @BeforeEach
  void data() {
    data = new DataFolder(folder.resolve("data"));
  }

  private CommandRun run(int exitCode, String command) {
    var run = new CommandRun(folder.resolve("home"));
    String line = "keys " + command + (command.contains("--file") ? "" : " --data " + data.root());

    assertThat(run.run(line.split(" "))).as(run.err()).isEqualTo(exitCode);

    return run;
  }

  private void refused(int exitCode, String command, String message) {
    CommandRun run = run(exitCode, command);
    assertThat(run.err()).isEqualTo("fleetauth: " + message + "\n");
    assertThat(run.out()).isEmpty();
  }

  /** Stores one session, sealed with {@code ring}. */
  private void signIn(KeyRing ring) {
    SqliteSessionStore store = SqliteSessionStore.open(data.sessions()).block(PATIENCE);
    var sessions = new Sessions(store, new JweSessionSealer(ring), Clock.systemUTC());
    Instant now = Instant.now();
    var session =
        new SignedIn(
            new RefreshToken("refresh"),
            Scopes.of("read"),
            Map.of(),
            null,
            now,
            now,
            null,
            null,
            null);
    sessions
        .update(new SessionKey("glasses", new DeviceId("headset-1")), before -> session)
        .block(PATIENCE);
    store.close().block(PATIENCE);
  }

  @Test
  void createMakesAFileOnceAndListShowsNoSecret() throws IOException {
    String created = run(0, "create").out();
    String kid = KeyRingFile.load(data.sealingKeys()).activeKid();
    String secret =
        JsonMapper.shared()
            .readTree(Files.readString(data.sealingKeys()))
            .at("/keys/0/k")
            .asString();

    assertThat(created).startsWith(kid + "  made ").endsWith("  seals and opens\n");
    assertThat(run(0, "list").out()).isEqualTo(created).doesNotContain(secret);
    refused(
        1, "create", data.sealingKeys() + " is there already; 'keys rotate' makes a further key");
    assertThat(KeyRingFile.load(data.sealingKeys()).kids()).containsExactly(kid);
  }

  @Test
  void rotateMakesAKeyThatSealsAfterTwoMinutesOrAtOnce() throws IOException {
    run(0, "create");
    String first = KeyRingFile.load(data.sealingKeys()).activeKid();

    assertThat(run(0, "rotate").out()).contains("  opens, and seals from ");
    assertThat(KeyRingFile.load(data.sealingKeys()).activeKid()).isEqualTo(first);
    String now = run(0, "rotate --seals-after 0 -o json").out();
    KeyRing ring = KeyRingFile.load(data.sealingKeys());
    assertThat(now).contains("\"kid\":\"" + ring.kids().get(0) + "\"", "\"active\":true");
    assertThat(ring.kids()).hasSize(3).endsWith(first);
    assertThat(run(0, "list -o json").out().lines()).hasSize(3);
    refused(2, "rotate --seals-after -1", "--seals-after must not be negative");
  }

  @Test
  void aKeyFileMayBeAnywhere() throws IOException {
    Path file = folder.resolve("keys/ring.json");

    run(0, "create --file " + file);
    run(0, "rotate --seals-after 0 --file " + file);

    assertThat(KeyRingFile.load(file).kids()).hasSize(2);
    assertThat(data.root()).doesNotExist();
  }

  @Test
  void aFileThatIsNotThereOrNoneIsNamed() throws IOException {
    for (String command : new String[] {"list", "rotate", "retire x"}) {
      refused(
          8,
          command,
          "no sealing keys at " + data.sealingKeys() + "; is it the right --data or --file?");
      assertThat(data.root()).doesNotExist();
    }
    Files.createDirectories(data.root());
    Files.writeString(data.sealingKeys(), "garbage");

    refused(
        8,
        "list",
        data.sealingKeys() + ": cannot be used as key file: it is no JWK set (RFC 7517)");
    assertThat(data.sealingKeys()).hasContent("garbage");
  }

  @Test
  void retireTakesAKeyThatNobodyNeeds() throws IOException {
    KeyRing old = KeyRingFile.create(data.sealingKeys(), YESTERDAY);
    signIn(KeyRingFile.rotate(data.sealingKeys(), YESTERDAY));

    assertThat(run(0, "retire " + old.activeKid()).out())
        .isEqualTo(old.activeKid() + "  retired\n");
    assertThat(KeyRingFile.load(data.sealingKeys()).kids()).hasSize(1);
  }

  @Test
  void retireRefusesWhatIsNeededAndForceDoesItAllTheSame() throws IOException {
    KeyRing old = KeyRingFile.create(data.sealingKeys(), YESTERDAY);
    String kid = old.activeKid();
    String active = KeyRingFile.rotate(data.sealingKeys(), YESTERDAY).activeKid();

    refused(
        8,
        "retire " + kid,
        "there is no session store %s; so nobody knows who needs key %s, which --force retires"
                .formatted(data.sessions(), kid)
            + " all the same");
    signIn(old);
    refused(
        1,
        "retire " + kid,
        "1 stored sessions need key "
            + kid
            + "; a running gateway seals them anew, or lose them with --force");
    refused(1, "retire " + active, "key " + active + " seals: rotate first");
    refused(1, "retire nothing", "no key nothing among [" + active + ", " + kid + "]");
    refused(
        2,
        "retire " + kid + " --file " + data.sealingKeys(),
        "name the --data folder whose sessions may need key "
            + kid
            + ", or retire it with --force");
    assertThat(KeyRingFile.load(data.sealingKeys()).kids()).containsExactly(active, kid);

    run(0, "retire --force " + kid);
    assertThat(KeyRingFile.load(data.sealingKeys()).kids()).containsExactly(active);
  }

  @Test
  void retireWaitsUntilAllGatewaysKnowTheNewKey() throws IOException {
    KeyRing old = KeyRingFile.create(data.sealingKeys(), YESTERDAY);
    signIn(KeyRingFile.rotate(data.sealingKeys(), Clock.systemUTC()));

    assertThat(run(1, "retire " + old.activeKid()).err())
        .startsWith("fleetauth: a gateway may still seal with key " + old.activeKid() + " until ");
    assertThat(KeyRingFile.load(data.sealingKeys()).kids()).hasSize(2);
  }

  @Test
  void aRunningGatewaySealsAnewSoThatTheOldKeyCanBeRetired() throws Exception {
    KeyRing old = KeyRingFile.create(data.sealingKeys(), YESTERDAY);
    signIn(old);
    String active = KeyRingFile.rotate(data.sealingKeys(), YESTERDAY).activeKid();
    Path config =
        Files.writeString(
            folder.resolve("config.yaml"),
            "gateway: {http-port: 0, https: false, registrations:"
                + " {glasses: {issuer: http://127.0.0.1:1/x, client-id: a}}}");
    var started = new CompletableFuture<String>();
    var gateway = new CommandRun(folder.resolve("home")).onLine(started::complete);
    var ended =
        CompletableFuture.supplyAsync(
            () ->
                gateway.run(
                    "gateway", "-o", "json", "--config", "" + config, "--data", "" + data.root()));
    try {
      String url =
          JsonMapper.shared()
              .readTree(started.orTimeout(60, SECONDS).join())
              .path("http")
              .asString();
      awaitRefusedNoMore(old.activeKid());
      assertThat(metrics(url))
          .contains("fleetauth_sessions_resealed_total{registration=\"glasses\"} 1.0");
    } finally {
      gateway.interrupt();
      ended.join();
    }
    SqliteSessionStore store = SqliteSessionStore.open(data.sessions()).block(PATIENCE);
    var sessions =
        new Sessions(
            store, new JweSessionSealer(KeyRingFile.load(data.sealingKeys())), Clock.systemUTC());
    assertThat(KeyRingFile.load(data.sealingKeys()).kids()).containsExactly(active);
    assertThat(
            store
                .list(new SessionQuery(null, null, null, null, 10))
                .map(sessions::open)
                .collectList()
                .block(PATIENCE))
        .hasSize(1);
    store.close().block(PATIENCE);
  }

  private void awaitRefusedNoMore(String kid) {
    Flux.interval(Duration.ofMillis(100))
        .map(tick -> KeyUse.count(data.sessions(), kid))
        .takeUntil(needing -> needing == 0)
        .blockLast(PATIENCE);
    run(0, "retire " + kid);
  }

  private static String metrics(String url) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url + "/metrics")).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }
}
