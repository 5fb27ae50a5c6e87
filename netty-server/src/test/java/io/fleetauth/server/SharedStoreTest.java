// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.config.ConfigException;
import io.fleetauth.server.config.ConfigLoader;
import io.fleetauth.server.config.GatewaySection;
import io.fleetauth.session.DeviceId;
import io.fleetauth.session.KeyRingFile;
import io.fleetauth.session.SealException;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SignedIn;
import io.fleetauth.session.StoreException;
import io.fleetauth.store.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gateways whose sessions are in one PostgreSQL database. */
class SharedStoreTest {

  @TempDir Path folder;
  Path keys;
  String url;

  @BeforeEach
  void create() throws IOException {
    url = PostgresServer.database();
    keys = folder.resolve("keys");
    KeyRingFile.loadOrCreate(keys.resolve("sealing-keys.json"));
  }

  private GatewaySection section(String store) throws IOException {
    String yaml =
        "gateway: {http-port: 0, https: false, store: {url: '%s', %s}, registrations:"
                .formatted(url, store)
            + " {glasses: {issuer: 'http://127.0.0.1:1', client-id: a}}}";
    Path file = Files.writeString(folder.resolve("config.yaml"), yaml);
    return new ConfigLoader(Map.of("FLEETAUTH_GATEWAY_STORE_PASSWORD", "any"))
        .load(file)
        .config()
        .gateway();
  }

  private GatewayServer start(String name, Path keys) throws IOException {
    DataFolder data = DataFolder.open(folder.resolve(name));
    return GatewayServer.start(section("keys: '" + keys + "'"), data, "--");
  }

  private static SignedIn signedIn() {
    Scopes scopes = Scopes.of("read");
    Instant now = Instant.now();
    var token = new AccessToken("access", "Bearer", scopes, now, now.plusSeconds(600), null);
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

  @Test
  void whatOneGatewayStoresTheOtherReadsAlsoAfterTheFirstIsGone() throws IOException {
    var key = new SessionKey("glasses", new DeviceId("headset-1"));
    try (var one = start("one", keys);
        var two = start("two", keys)) {
      one.gateway().sessions().update(key, before -> signedIn()).block();
      one.close();

      assertThat(two.gateway().sessions().find(key).block().session().tokens().refreshToken())
          .isEqualTo(new RefreshToken("refresh"));
      assertThat(folder.resolve("one/sessions.db")).doesNotExist();
      assertThat(keys.resolve("gateway-signing-key.json")).exists();
    }
  }

  @Test
  void aGatewayWithOtherKeysDoesNotStart() throws IOException {
    var key = new SessionKey("glasses", new DeviceId("headset-1"));
    try (var one = start("one", keys)) {
      one.gateway().sessions().update(key, before -> signedIn()).block();
      Path other = folder.resolve("other");
      KeyRingFile.loadOrCreate(other.resolve("sealing-keys.json"));

      assertThatThrownBy(() -> start("two", other)).isInstanceOf(SealException.class);
    }
  }

  @Test
  void keysThatAreNotThereAreNotMade() {
    Path nowhere = folder.resolve("nowhere");

    assertThatThrownBy(() -> start("one", nowhere))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "gateway.store.keys: " + nowhere.resolve("sealing-keys.json") + " is not there");
  }

  @Test
  void aDatabaseThatIsNotThereIsNamedWithoutThePassword() {
    url = url.replaceFirst("/[a-z0-9]+$", "/elsewhere");

    assertThatThrownBy(() -> start("one", keys))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("\"elsewhere\" does not exist")
        .hasMessageNotContaining("postgres:postgres");
  }

  @Test
  void thePasswordMayBeInAFile() throws IOException {
    Path file = folder.resolve("password");
    String store = "keys: '%s', password-file: '%s'".formatted(keys, file);
    var loader = new ConfigLoader(Map.of());
    Path config =
        Files.writeString(
            folder.resolve("file.yaml"), "gateway: {store: {url: '%s', %s}}".formatted(url, store));
    GatewaySection section = loader.load(config).config().gateway();

    assertThatThrownBy(() -> section.store().options()).isInstanceOf(NoSuchFileException.class);
    Files.writeString(file, "\n");
    assertThatThrownBy(() -> section.store().options())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is empty");
    Files.writeString(file, "secret\n");
    assertThat(section.store().options()).isNotNull();
  }
}
