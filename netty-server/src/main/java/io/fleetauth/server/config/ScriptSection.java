// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.server.authority.Script;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An item of {@code authority.scripts}. */
public record ScriptSection(
    @Key(doc = "What to do instead of the true answer.") Script.Action action,
    @Key(
            doc =
                "Last segment of the path, like `devicecode` or `token`; at the Azure services"
                    + " `mixed-reality`, `identities`, `issueAccessToken`, `revokeAccessTokens` or"
                    + " `exchangeAccessToken`; all when not given.")
        @Nullable String endpoint,
    @Key(doc = "Grant type, short or as on the wire; all when not given.")
        @Nullable String grantType,
    @Key(doc = "Client id; all when not given.") @Nullable String client,
    @Key(doc = "User code of the device grant that is polled; all when not given.")
        @Nullable String userCode,
    @Key(doc = "In so many of a hundred cases.", value = "100", min = 0, max = 100) int percent,
    @Key(doc = "So many matches are let through first.", value = "0") int skip,
    @Key(doc = "So often it plays, at most; for ever when 0.", value = "0") int times,
    @Key(doc = "Whether `skip` and `times` count for each device code alone.", value = "false")
        boolean perDevice,
    @Key(doc = "Waits so long first.", value = "0s") Duration delay,
    @Key(doc = "`status`: the status.", value = "503", min = 200, max = 599) int status,
    @Key(doc = "`status`: `Retry-After`; none when not given.") @Nullable Duration retryAfter,
    @Key(doc = "`status`, `malformed`: the body.") @Nullable String body,
    @Key(doc = "`omit`: members to leave out.") List<String> omit,
    @Key(doc = "`approve`: who approves; the first user when not given.") @Nullable String user) {

  private static final double HUNDRED = 100.0;

  Script config() {
    return new Script(
        endpoint,
        grantType,
        client,
        userCode,
        percent / HUNDRED,
        skip,
        times == 0 ? null : Integer.valueOf(times),
        perDevice,
        action,
        delay,
        status,
        retryAfter == null ? null : Integer.valueOf((int) retryAfter.toSeconds()),
        body,
        omit,
        user);
  }
}
