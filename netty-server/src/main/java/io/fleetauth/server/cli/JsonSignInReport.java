// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.device.SignInEvent;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.Identity;
import java.util.Locale;
import java.util.function.Consumer;

/** Writes each event of a sign-in as one line of JSON; tokens are not among it. */
final class JsonSignInReport implements Consumer<SignInEvent> {

  private final Surroundings surroundings;

  JsonSignInReport(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void accept(SignInEvent event) {
    surroundings.out().println(line(event));
    surroundings.out().flush();
  }

  private static JsonLine line(SignInEvent event) {
    if (event instanceof SignInEvent.UserActionRequired required) {
      return required(required);
    }
    if (event instanceof SignInEvent.Pending pending) {
      return JsonLine.event("pending").with("next_poll_in", pending.nextPollIn().toSeconds());
    }
    if (event instanceof SignInEvent.SlowedDown slowed) {
      return JsonLine.event("slowed_down").with("interval", slowed.interval().toSeconds());
    }
    if (event instanceof SignInEvent.NetworkTrouble trouble) {
      return JsonLine.event("network_trouble")
          .with("problem", trouble.problem())
          .with("next_poll_in", trouble.nextPollIn().toSeconds());
    }
    return outcome(event);
  }

  private static JsonLine required(SignInEvent.UserActionRequired required) {
    DeviceAuthorization authorization = required.authorization();
    return JsonLine.event("user_action_required")
        .with("user_code", authorization.userCode().value())
        .with("verification_uri", authorization.verificationUri())
        .with("verification_uri_complete", authorization.verificationUriComplete())
        .with("message", authorization.prompt())
        .with("expires_at", required.expiresAt());
  }

  private static JsonLine outcome(SignInEvent event) {
    if (event instanceof SignInEvent.Authorized authorized) {
      Identity identity = authorized.identity();
      return JsonLine.event("authorized")
          .with("user", identity == null ? null : identity.userName())
          .with("name", identity == null ? null : identity.displayName())
          .with("scope", authorized.accessToken().scopes())
          .with("expires_at", authorized.accessToken().expiresAt());
    }
    if (event instanceof SignInEvent.Failed failed) {
      return JsonLine.event("failed")
          .with("error", failed.error().code().value())
          .with("problem", failed.error().getMessage());
    }
    String name = event.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    return JsonLine.event(name);
  }
}
