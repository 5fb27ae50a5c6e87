// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static io.fleetauth.server.authority.AuthorityServer.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.server.authority.AuthorityConfig.Client;
import io.fleetauth.server.authority.AuthorityConfig.Lifetimes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {

  private static final String SCOPE = "openid offline_access api://x/read";

  @TempDir Path folder;

  private static AuthorityConfig config(Lifetimes lifetimes, boolean opaque) {
    var strict =
        new Client(
            DEV,
            null,
            null,
            null,
            null,
            Set.of("api://x/read", "api://x/write"),
            null,
            null,
            null,
            null);
    return new AuthorityConfig(
        null,
        null,
        List.of(strict, Client.SERVICE),
        null,
        lifetimes,
        null,
        null,
        null,
        opaque,
        null,
        null,
        null);
  }

  private static Lifetimes grace(Duration grace) {
    return new Lifetimes(null, null, null, null, null, null, grace, null, null, null);
  }

  @Test
  void grantsTokensRevocationsAndKeysOutliveTheProcess() {
    try (var idp = new AuthorityServer(config(null, false), folder)) {
      var pending = idp.device(SCOPE);
      var approved = idp.device(SCOPE);
      idp.approve(approved);
      var tokens = idp.signedIn(SCOPE);
      var revoked = idp.signedIn(SCOPE);
      idp.post("revoke", "client_id", DEV, "token", revoked.text("refresh_token"));
      var keys = idp.get("/contoso/discovery/v2.0/keys").json();
      var control = idp.controlToken();
      idp.restart();

      assertThat(idp.poll(pending).error()).isEqualTo("400 authorization_pending");
      assertThat(idp.poll(approved).status()).isEqualTo(200);
      assertThat(idp.poll(approved).error()).isEqualTo("400 invalid_grant");
      assertThat(idp.get("/api/me", tokens.text("access_token")).status()).isEqualTo(200);
      assertThat(idp.get("/api/me", revoked.text("access_token")).status()).isEqualTo(401);
      assertThat(idp.refresh(tokens.text("refresh_token")).status()).isEqualTo(200);
      assertThat(idp.refresh(revoked.text("refresh_token")).error()).isEqualTo("400 invalid_grant");
      assertThat(idp.get("/contoso/discovery/v2.0/keys").json()).isEqualTo(keys);
      assertThat(idp.controlToken()).isEqualTo(control);
    }
  }

  @Test
  void deviceCodesAreNotStoredInTheClear() throws Exception {
    try (var idp = new AuthorityServer(config(null, false), folder)) {
      var code = idp.device(SCOPE).text("device_code");
      try (var files = Files.list(folder)) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          assertThat(new String(Files.readAllBytes(file), "ISO-8859-1")).doesNotContain(code);
        }
      }
    }
  }

  @Test
  void withoutGraceOneConcurrentRefreshWinsAndTheFamilyEnds() {
    try (var idp = new AuthorityServer(config(grace(Duration.ZERO), false), folder)) {
      var first = idp.signedIn(SCOPE).text("refresh_token");
      IntStream.range(0, 8).mapToObj(i -> idp.refreshLater(first)).toList().stream()
          .map(later -> later.join().status())
          .forEach(status -> assertThat(status).isIn(200, 400));

      assertThat(idp.count("refreshes")).isLessThanOrEqualTo(1);
      assertThat(idp.count("families_revoked")).isEqualTo(1);
      assertThat(idp.refresh(first).error()).isEqualTo("400 invalid_grant");
    }
  }

  @Test
  void aRefreshIsBoundToWhatWasApproved() {
    try (var idp = new AuthorityServer(config(null, false), folder)) {
      var token = idp.signedIn(SCOPE).text("refresh_token");
      var wider =
          idp.post(
              "token",
              "grant_type",
              "refresh_token",
              "client_id",
              DEV,
              "refresh_token",
              token,
              "scope",
              "api://x/read api://x/write");

      assertThat(wider.error()).isEqualTo("400 invalid_scope");
      assertThat(idp.device("api://z/read").error()).isEqualTo("400 invalid_scope");
    }
  }

  @Test
  void opaqueTokensCanBeIntrospectedAfterARestart() {
    try (var idp = new AuthorityServer(config(null, true), folder)) {
      var tokens = idp.signedIn(SCOPE);
      assertThat(tokens.text("access_token")).doesNotContain(".");
      idp.restart();

      assertThat(idp.introspect(tokens.text("access_token")).json())
          .containsEntry("active", true)
          .containsEntry("username", "demo");
    }
  }
}
