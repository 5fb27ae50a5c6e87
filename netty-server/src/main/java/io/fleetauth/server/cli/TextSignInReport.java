// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.device.SignInEvent;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.Identity;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows a sign-in to the person in front of the terminal. */
final class TextSignInReport implements Consumer<SignInEvent> {

  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Surroundings surroundings;
  private final PrintWriter out;
  private final boolean qr;
  private Instant expiresAt = Instant.MAX;

  TextSignInReport(Surroundings surroundings, boolean qr) {
    this.surroundings = surroundings;
    this.out = surroundings.out();
    this.qr = qr;
  }

  @Override
  public void accept(SignInEvent event) {
    if (event instanceof SignInEvent.UserActionRequired required) {
      expiresAt = required.expiresAt();
      ask(required.authorization());
    } else if (event instanceof SignInEvent.Pending) {
      waiting();
    } else if (event instanceof SignInEvent.NetworkTrouble trouble) {
      line(trouble.problem() + "; trying again in " + trouble.nextPollIn().toSeconds() + " s");
    } else if (event instanceof SignInEvent.Outcome outcome) {
      line(said(outcome));
    }
    out.flush();
  }

  private void ask(DeviceAuthorization authorization) {
    out.println("To sign in, open    " + authorization.verificationUri());
    out.println("and enter the code  " + authorization.userCode().value());
    if (qr) {
      URI complete = authorization.verificationUriComplete();
      URI target = complete == null ? authorization.verificationUri() : complete;
      out.println();
      out.print(Qr.of(target.toString()).draw());
    }
    out.println();
    waiting();
  }

  private void waiting() {
    if (surroundings.terminal()) {
      Duration left = Duration.between(surroundings.clock().instant(), expiresAt);
      out.printf(
          "%sWaiting for approval, %d:%02d left …",
          CLEAR_LINE, Math.max(0, left.toMinutes()), Math.max(0, left.toSecondsPart()));
    }
  }

  private void line(String text) {
    out.println((surroundings.terminal() ? CLEAR_LINE : "") + text);
  }

  private static String said(SignInEvent.Outcome outcome) {
    if (outcome instanceof SignInEvent.Authorized authorized) {
      return "Signed in"
          + name(authorized.identity())
          + "; the token is valid until "
          + time(authorized.accessToken().expiresAt())
          + ". Read it with: "
          + Surroundings.command()
          + " token";
    }
    if (outcome instanceof SignInEvent.Declined) {
      return "The sign-in was declined.";
    }
    if (outcome instanceof SignInEvent.Expired) {
      return "Nobody approved in time; the code has expired.";
    }
    return outcome instanceof SignInEvent.Failed failed
        ? "The authorization server refused: " + failed.error().getMessage()
        : "The sign-in was cancelled.";
  }

  static String name(@Nullable Identity identity) {
    if (identity == null) {
      return "";
    }
    String user = identity.userName() == null ? identity.subject() : identity.userName();
    return identity.displayName() == null
        ? " as " + user
        : " as " + identity.displayName() + " (" + user + ")";
  }

  /** Shows the time of day here; the machine's zone is what the person's watch shows. */
  static String time(Instant instant) {
    return DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT)
        .withZone(ZoneId.systemDefault())
        .format(instant);
  }
}
