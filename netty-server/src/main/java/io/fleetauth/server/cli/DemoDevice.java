// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.server.DataFolder;
import io.fleetauth.server.cli.DemoWire.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A sample device: signs in through the gateway and then reads its token every second. */
final class DemoDevice {

  private static final Duration READ_EVERY = Duration.ofSeconds(1);
  private static final String PENDING = "authorization_pending";

  private final DemoWire wire;
  private final Surroundings surroundings;
  private final boolean json;
  private final boolean qr;
  private final @Nullable String controlToken;
  private int renewals = -1;

  /**
   * @param controlToken approves the sign-in by itself, or {@code null} to wait for a person
   */
  DemoDevice(
      DemoWire wire,
      Surroundings surroundings,
      boolean json,
      boolean qr,
      @Nullable String controlToken) {
    this.wire = wire;
    this.surroundings = surroundings;
    this.json = json;
    this.qr = qr;
    this.controlToken = controlToken;
  }

  /** Blocks until interrupted; the session handle is kept in {@code file}, like on a device. */
  void run(Path file) {
    kept(file)
        .switchIfEmpty(Mono.defer(() -> signIn(file)))
        .flatMapMany(this::readings)
        .takeUntilOther(surroundings.interrupted())
        .blockLast();
  }

  /** Emits the handle of an earlier run, if it is still good. */
  private Mono<String> kept(Path file) {
    return Mono.fromCallable(() -> Files.exists(file) ? Files.readString(file).trim() : "")
        .filter(handle -> !handle.isEmpty())
        .filterWhen(handle -> wire.token(handle).map(answer -> answer.status() == 200))
        .doOnNext(handle -> say("still_signed_in", "The sample device is still signed in."));
  }

  private Mono<String> signIn(Path file) {
    return wire.deviceCode()
        .doOnNext(this::ask)
        .flatMap(code -> approve(code).thenReturn(code))
        .flatMap(code -> tokens(code.text("device_code")))
        .map(answer -> answer.text("refresh_token"))
        .doOnNext(handle -> keep(file, handle));
  }

  private void ask(Answer code) {
    requireOk(code);
    String complete = code.text("verification_uri_complete");
    String page = complete.isEmpty() ? code.text("verification_uri") : complete;
    if (json) {
      line(
          JsonLine.event("user_action_required")
              .with("user_code", code.text("user_code"))
              .with("verification_uri", code.text("verification_uri"))
              .with("verification_uri_complete", complete));
      return;
    }
    line("");
    line("A sample device asks to sign in. Approve it as demo, password demo:");
    line("  open  " + page);
    line("  code  " + code.text("user_code"));
    if (qr) {
      line(Qr.of(page).draw());
    }
  }

  private Mono<Void> approve(Answer code) {
    return controlToken == null
        ? Mono.empty()
        : wire.approve(code.text("user_code"), controlToken)
            .doOnNext(answer -> say("approved", "Approved by --demo-approve."))
            .then();
  }

  private Mono<Answer> tokens(String deviceCode) {
    return Mono.defer(() -> wire.poll(deviceCode))
        .delaySubscription(READ_EVERY)
        .repeat()
        .filter(answer -> !answer.text("error").equals(PENDING))
        .next()
        .doOnNext(DemoDevice::requireOk);
  }

  private static void requireOk(Answer answer) {
    if (answer.status() != 200) {
      String error = answer.text("error");
      boolean declined = error.equals("access_denied");
      throw new CommandException(
          declined ? ExitCode.DECLINED : ExitCode.REFUSED,
          "the gateway answered " + answer.status() + " " + error);
    }
  }

  private static void keep(Path file, String handle) {
    try {
      Files.deleteIfExists(file);
      DataFolder.createSecret(file, handle + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Flux<String> readings(String handle) {
    return Flux.interval(Duration.ZERO, READ_EVERY)
        .onBackpressureDrop()
        .concatMap(tick -> wire.token(handle))
        .doOnNext(DemoDevice::requireOk)
        .distinctUntilChanged(answer -> answer.text("access_token"))
        .concatMap(this::use);
  }

  /** Uses the token where it is meant for, and says so. */
  private Mono<String> use(Answer token) {
    Instant expiresAt = Instant.ofEpochSecond(token.body().path("expires_on").asLong());
    String value = token.text("access_token");
    return wire.me(value).doOnNext(answer -> renewed(answer, expiresAt)).thenReturn(value);
  }

  private void renewed(Answer api, Instant expiresAt) {
    renewals++;
    String user = api.text("preferred_username");
    if (json) {
      line(
          JsonLine.event(renewals == 0 ? "token" : "renewed")
              .with("renewals", renewals)
              .with("expires_at", expiresAt)
              .with("api_status", api.status())
              .with("user", user));
      return;
    }
    String what = renewals == 0 ? "first token" : "renewed ahead, " + renewals + ". time";
    line(
        TextSignInReport.time(surroundings.clock().instant())
            + "  "
            + what
            + "; valid until "
            + TextSignInReport.time(expiresAt)
            + "; the sample API answers "
            + api.status()
            + (user.isEmpty() ? "" : " to " + user));
  }

  private void say(String event, String text) {
    line(json ? JsonLine.event(event) : text);
  }

  private void line(Object text) {
    surroundings.out().println(text);
    surroundings.out().flush();
  }
}
