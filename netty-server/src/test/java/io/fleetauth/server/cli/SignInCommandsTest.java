// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.server.AuthorityServer;
import io.fleetauth.server.DataFolder;
import io.fleetauth.server.config.ConfigLoader;
import io.fleetauth.server.config.ConfigLoader.Setting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands of a machine against a real authority. */
class SignInCommandsTest {

  @TempDir Path folder;
  AuthorityServer authority;
  DemoWire wire;

  @BeforeEach
  void start() throws IOException {
    var config =
        new ConfigLoader(Map.of())
            .load(
                null,
                List.of(
                    new Setting("authority.http-port", "0", "test"),
                    new Setting("authority.https-port", "0", "test"),
                    new Setting("authority.lifetimes.poll-interval", "1s", "test")))
            .config();
    authority =
        AuthorityServer.start(config.authority(), DataFolder.open(folder.resolve("idp")), "--");
    wire = new DemoWire("", authority.httpUrl());
  }

  @AfterEach
  void stop() {
    authority.close();
  }

  private CommandRun command() {
    return new CommandRun(folder.resolve("home"));
  }

  private String[] login(String... more) {
    var arguments =
        new ArrayList<>(List.of("login", "--issuer", Running.issuer(authority.httpUrl())));
    arguments.addAll(List.of("--client-id", "fleetauth-dev"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  /** Is the person: approves as soon as the code is shown. */
  private void approve(String line) {
    JsonNode event = JsonMapper.shared().readTree(line);
    if (event.path("event").asString("").equals("user_action_required")) {
      wire.approve(event.path("user_code").asString(), authority.authority().controlToken().value())
          .subscribe();
    }
  }

  @Test
  void signsInReadsTheTokenAndSignsOut() throws IOException {
    CommandRun login = command().onLine(this::approve);
    assertThat(login.run(login("-o", "json"))).as(login.err()).isZero();
    assertThat(login.out())
        .startsWith("{\"event\":\"user_action_required\"")
        .contains("{\"event\":\"authorized\",\"user\":\"demo\"");

    CommandRun token = command();
    assertThat(token.run("token")).as(token.err()).isZero();
    String value = token.out().trim();
    assertThat(login.out()).doesNotContain(value);
    var api = wire.me(value).block();
    assertThat(api.status()).isEqualTo(200);

    CommandRun json = command();
    assertThat(json.run("token", "-o", "json")).isZero();
    assertThat(json.out())
        .startsWith("{\"access_token\":\"" + value + "\",\"token_type\":\"Bearer\"");

    CommandRun sessions = command();
    assertThat(sessions.run("sessions", "-o", "json")).isZero();
    assertThat(sessions.out())
        .startsWith(
            "{\"registration\":\"default\",\"device\":\"this-machine\",\"state\":\"signed_in\","
                + "\"user\":\"demo\"");
    assertThat(Files.readAllBytes(folder.resolve("home/sessions.db")))
        .asString()
        .doesNotContain(value);

    CommandRun logout = command();
    assertThat(logout.run("logout")).as(logout.err()).isZero();
    assertThat(logout.out()).isEqualTo("Signed out.\n");
    CommandRun after = command();
    assertThat(after.run("token")).isEqualTo(5);
    assertThat(after.err())
        .isEqualTo(
            "fleetauth: device this-machine has to sign in again: signed_out; run 'fleetauth"
                + " login' first\n");
  }

  @Test
  void theDemonstrationShowsTheLifeOfASession() {
    CommandRun demo = command().onLine(this::approve);

    assertThat(demo.run(login("--demo", "-o", "json"))).as(demo.err()).isZero();

    assertThat(events(demo))
        .containsExactly(
            "user_action_required",
            "authorized",
            "welcome",
            "valid",
            "api",
            "expired",
            "renewed",
            "api",
            "signed_out",
            "user_action_required",
            "authorized",
            "welcome");
    assertThat(demo.out())
        .contains("{\"event\":\"welcome\",\"name\":\"Demo User\",\"user\":\"demo\"}")
        .contains("{\"event\":\"api\",\"status\":200,\"user\":\"demo\"}")
        .doesNotContain("eyJ");
    assertThat(command().run("token", "--registration", "demo")).isZero();
    assertThat(command().run("token")).isEqualTo(5);
  }

  @Test
  void theDemonstrationGreetsWhoIsSignedInAlready() {
    command().onLine(this::approve).run(login("--registration", "demo", "-o", "json"));
    List<String> codes = new ArrayList<>();
    CommandRun demo = command();
    demo.onLine(
        line -> {
          if (line.contains("enter the code")) {
            codes.add(line.substring(line.lastIndexOf(' ') + 1));
            demo.interrupt();
          }
        });

    assertThat(demo.run(login("--demo"))).isEqualTo(130);

    assertThat(codes).hasSize(1);
    assertThat(demo.out())
        .matches(
            "(?s)Welcome, Demo User\n"
                + "The token is valid until \\d\\d:\\d\\d:\\d\\d\n"
                + "The API answers 200 to demo\n"
                + "Now the token is taken for expired, and renewed\n"
                + "The new token is valid until \\d\\d:\\d\\d:\\d\\d\n"
                + "The API answers 200 to demo\n"
                + "Signed out; to go on, sign in again\n"
                + "To sign in, open .*");
  }

  @Test
  void theDemonstrationWelcomesNobodyWhoDeclinedToSignInAgain() {
    command().onLine(this::approve).run(login("--registration", "demo", "-o", "json"));
    CommandRun demo = command().onLine(this::decline);

    assertThat(demo.run(login("--demo", "-o", "json"))).isEqualTo(3);

    assertThat(events(demo)).endsWith("signed_out", "user_action_required", "declined").hasSize(9);
  }

  /** Is the person who will not sign in. */
  private void decline(String line) {
    JsonNode event = JsonMapper.shared().readTree(line);
    if (event.path("event").asString("").equals("user_action_required")) {
      var request =
          HttpRequest.newBuilder(URI.create(authority.httpUrl() + "/control/deny"))
              .header("Authorization", "Bearer " + authority.authority().controlToken().value())
              .header("Content-Type", "application/json")
              .POST(
                  BodyPublishers.ofString(
                      "{\"user_code\":\"" + event.path("user_code").asString() + "\"}"));
      HttpClient.newHttpClient().sendAsync(request.build(), BodyHandlers.discarding());
    }
  }

  @Test
  void theDemonstrationTellsWhatTheApiAnswers() {
    CommandRun demo = command().onLine(this::approve);

    String api = authority.httpUrl() + "/api/nothing";
    assertThat(demo.run(login("--demo", "-o", "json", "--demo-api", api))).isZero();

    assertThat(demo.out()).contains("{\"event\":\"api\",\"status\":404}");
  }

  private static List<String> events(CommandRun run) {
    return run.out()
        .lines()
        .map(line -> JsonMapper.shared().readTree(line).path("event").asString())
        .filter(event -> !event.equals("pending"))
        .toList();
  }

  @Test
  void anotherClientUnderTheSameNameIsRefused() {
    assertThat(command().onLine(this::approve).run(login("-o", "json"))).isZero();
    CommandRun other = command();

    assertThat(other.run("login", "--issuer", "https://other.example", "--client-id", "x"))
        .isEqualTo(2);
    assertThat(other.err())
        .isEqualTo(
            "fleetauth: registration 'default' is fleetauth-dev at %s; sign in with another"
                    .formatted(Running.issuer(authority.httpUrl()))
                + " --registration NAME\n");
  }

  @Test
  void anInterruptCancelsTheSignIn() {
    CommandRun login = command();
    login.onLine(line -> login.interrupt());

    assertThat(login.run(login("-o", "json"))).isEqualTo(130);
    assertThat(login.err()).isEqualTo("fleetauth: the sign-in was cancelled\n");
  }

  @Test
  void textIsForPeople() {
    CommandRun login = command();
    login.onLine(line -> login.interrupt());

    login.run(login());

    assertThat(login.out())
        .matches(
            "(?s)To sign in, open    http://127.0.0.1:\\d+/device\n"
                + "and enter the code  [A-Z]{4}-[A-Z]{4}\n.*");
  }

  @Test
  void anIssuerThatIsNotThereIsUnreachable() {
    CommandRun login = command();

    assertThat(login.run("login", "--issuer", "http://127.0.0.1:1/x", "--client-id", "x"))
        .isEqualTo(6);
    assertThat(login.err()).startsWith("fleetauth: ").endsWith("is the server running?\n");
  }
}
