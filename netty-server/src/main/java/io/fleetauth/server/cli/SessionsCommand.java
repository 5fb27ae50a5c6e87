// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.session.SessionQuery;
import io.fleetauth.session.SessionRecord;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lists sessions. */
@Command(
    name = "sessions",
    description = "List the sessions of this machine, or of a gateway.",
    mixinStandardHelpOptions = true)
final class SessionsCommand implements Callable<Integer> {

  private static final int PAGE = 1000;

  private final Surroundings surroundings;

  @Option(
      names = "--gateway",
      paramLabel = "URL",
      description = "List those of the gateway there, like http://127.0.0.1:8400.")
  @Nullable URI gateway;

  @Option(
      names = "--admin-token",
      paramLabel = "TOKEN",
      description = "Its admin token; better in the variable FLEETAUTH_ADMIN_TOKEN.")
  @Nullable String adminToken;

  @Mixin OutputOption output = new OutputOption();
  @Mixin Verbosity verbosity = new Verbosity();

  SessionsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (gateway != null) {
      remote(gateway.toString().replaceAll("/$", ""));
      return ExitCode.OK;
    }
    try (var machine = ThisMachine.open(surroundings)) {
      machine
          .sessions()
          .list(new SessionQuery(null, null, null, null, PAGE))
          .toStream()
          .forEach(this::print);
    }
    return ExitCode.OK;
  }

  private void print(SessionRecord record) {
    print(
        record.key().registration(),
        record.key().device().value(),
        record.state().name().toLowerCase(Locale.ROOT),
        record.user() == null ? "" : record.user(),
        record.updatedAt().toString());
  }

  private void print(String registration, String device, String state, String user, String at) {
    var line =
        new JsonLine()
            .with("registration", registration)
            .with("device", device)
            .with("state", state)
            .with("user", user.isEmpty() ? null : user)
            .with("updated_at", at);
    surroundings
        .out()
        .println(
            output.json()
                ? line
                : "%-16s %-24s %-10s %-24s %s".formatted(registration, device, state, user, at));
  }

  private void remote(String base) throws IOException, InterruptedException {
    String next = "";
    do {
      String cursor = next.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(next, UTF_8);
      JsonNode page = page(URI.create(base + "/v1/sessions?limit=" + PAGE + cursor));
      page.path("sessions").forEach(this::print);
      next = page.path("next").asString("");
    } while (!next.isEmpty());
  }

  private void print(JsonNode session) {
    print(
        session.path("registration").asString(""),
        session.path("device").asString(""),
        session.path("state").asString(""),
        session.path("user").asString(""),
        session.path("updated_at").asString(""));
  }

  private JsonNode page(URI uri) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token()).build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofString(UTF_8));
    if (answer.statusCode() == 401 || answer.statusCode() == 403) {
      throw new CommandException(ExitCode.REFUSED, "the gateway does not take this admin token");
    }
    if (answer.statusCode() != 200) {
      throw new CommandException(
          ExitCode.FAILED, uri.getAuthority() + " answered " + answer.statusCode());
    }
    return JsonMapper.shared().readTree(answer.body());
  }

  private String token() {
    String token =
        adminToken == null ? surroundings.environment().get("FLEETAUTH_ADMIN_TOKEN") : adminToken;
    if (token == null || token.isBlank()) {
      throw new CommandException(
          ExitCode.USAGE, "a gateway needs --admin-token or FLEETAUTH_ADMIN_TOKEN");
    }
    return token;
  }
}
