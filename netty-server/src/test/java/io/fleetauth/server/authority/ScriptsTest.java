// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static io.fleetauth.server.authority.AuthorityServer.DEV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptsTest {

  @TempDir static Path folder;
  private static AuthorityServer idp;

  @BeforeAll
  static void start() {
    idp = new AuthorityServer(AuthorityConfig.defaults(), folder);
  }

  @AfterAll
  static void stop() {
    idp.close();
  }

  @AfterEach
  void clear() {
    idp.control("DELETE", "scripts", "");
  }

  private static void play(String script) {
    assertThat(idp.control("POST", "scripts", script.replace('\'', '"')).status()).isEqualTo(201);
  }

  @Test
  void perDeviceSequenceOfSlowDownPendingAndApproval() {
    play("{'endpoint':'token','action':'SLOW_DOWN','times':1,'per_device':true}");
    play("{'endpoint':'token','action':'PENDING','times':2,'per_device':true}");
    play("{'endpoint':'token','action':'APPROVE','per_device':true}");

    for (var device : List.of(idp.device("openid"), idp.device("openid"))) {
      var answers = Stream.generate(() -> idp.poll(device)).limit(4).map(a -> a.error()).toList();
      assertThat(answers)
          .containsExactly(
              "400 slow_down",
              "400 authorization_pending",
              "400 authorization_pending",
              "200 null");
    }
  }

  @Test
  void denyAndExpireChangeTheGrant() {
    var denied = idp.device("openid");
    play("{'user_code':'" + denied.text("user_code") + "','action':'DENY','times':1}");
    assertThat(idp.poll(denied).error()).isEqualTo("400 access_denied");
    var expired = idp.device("openid");
    play("{'endpoint':'token','action':'EXPIRE','times':1}");

    assertThat(idp.poll(expired).error()).isEqualTo("400 expired_token");
    assertThat(idp.poll(expired).error()).isEqualTo("400 expired_token");
  }

  @Test
  void statusMalformedOmitAndSkip() {
    play("{'endpoint':'devicecode','action':'STATUS','status':429,'retry_after':7,'times':1}");
    var limited = idp.device("openid");
    play("{'endpoint':'devicecode','action':'MALFORMED','body':'<html>','times':1}");
    var malformed = idp.device("openid");
    play("{'endpoint':'devicecode','action':'OMIT','omit':['interval'],'skip':1,'times':1}");
    var whole = idp.device("openid");
    var partial = idp.device("openid");

    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.http().headers().firstValue("retry-after")).contains("7");
    assertThat(malformed.http().body()).isEqualTo("<html>");
    assertThat(whole.json()).containsKey("interval");
    assertThat(partial.json()).doesNotContainKey("interval").containsKey("user_code");
  }

  @Test
  void aDroppedReplyHasHappenedAndADroppedRequestHasNot() {
    var first = idp.signedIn("openid offline_access").text("refresh_token");
    long before = idp.count("refreshes");
    play("{'grant_type':'refresh_token','action':'DROP','times':1}");
    assertThatThrownBy(() -> idp.refresh(first)).hasCauseInstanceOf(IOException.class);
    assertThat(idp.count("refreshes")).isEqualTo(before);
    play("{'grant_type':'refresh_token','action':'DROP_REPLY','times':1}");
    assertThatThrownBy(() -> idp.refresh(first)).hasCauseInstanceOf(IOException.class);

    assertThat(idp.count("refreshes")).isEqualTo(before + 1);
    assertThat(idp.refresh(first).status()).isEqualTo(200);
    assertThat(idp.count("grace_hits")).isPositive();
  }

  @Test
  void delaysAndLetsOtherClientsThrough() {
    play("{'client':'" + DEV + "','action':'DELAY','delay':'PT0.2S','times':1}");
    long start = System.nanoTime();
    idp.device("openid");

    assertThat(System.nanoTime() - start).isGreaterThan(190_000_000L);
    play("{'client':'other','action':'STATUS'}");
    assertThat(idp.device("openid").status()).isEqualTo(200);
  }

  @Test
  void theControlApiNeedsItsTokenAndKnowsBadScripts() {
    assertThat(idp.get("/control/ledger").status()).isEqualTo(401);
    assertThat(idp.get("/control/ledger", "wrong").status()).isEqualTo(401);
    assertThat(idp.control("POST", "scripts", "{}").status()).isEqualTo(400);
    assertThat(idp.control("POST", "scripts", "{\"action\":\"DANCE\"}").status()).isEqualTo(400);
    assertThat(idp.control("POST", "users/nobody/disable", "").status()).isEqualTo(404);
    assertThat(idp.control("POST", "approve", "{\"user_code\":\"x\"}").status()).isEqualTo(404);
  }
}
