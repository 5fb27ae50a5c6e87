// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fleetauth.server.reply.Call;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A failure, or another answer, to play instead of the true one. Everything but the action may be
 * left out. Of several scripts that match the first one in order that is not used up plays.
 *
 * @param endpoint last segment of the path, such as {@code devicecode} or {@code token}; of the
 *     Azure services {@code mixed-reality}, {@code identities}, {@code issueAccessToken}, {@code
 *     revokeAccessTokens} or {@code exchangeAccessToken}; null matches all
 * @param grantType null matches all
 * @param client client id; null matches all
 * @param userCode of the device grant that is polled; null matches all
 * @param probability from 0 to 1; default 1
 * @param skip so many matches are let through first; default 0
 * @param times so often it plays; null for ever
 * @param perDevice counts {@code skip} and {@code times} for each device code alone; default false
 * @param delay waits so long first; any action
 * @param status of STATUS; default 503
 * @param retryAfter seconds for STATUS; null sends no {@code Retry-After}
 * @param body of STATUS and MALFORMED; has a default
 * @param omit members that OMIT leaves out
 * @param user who approves, for APPROVE; default the first user
 */
public record Script(
    @Nullable String endpoint,
    @JsonProperty("grant_type") @Nullable String grantType,
    @Nullable String client,
    @JsonProperty("user_code") @Nullable String userCode,
    Double probability,
    Integer skip,
    @Nullable Integer times,
    @JsonProperty("per_device") Boolean perDevice,
    Action action,
    Duration delay,
    Integer status,
    @JsonProperty("retry_after") @Nullable Integer retryAfter,
    @Nullable String body,
    List<String> omit,
    @Nullable String user) {

  /** What to do instead. */
  public enum Action {
    /** The person approves just before this request. */
    APPROVE,
    PENDING,
    /** Answers {@code slow_down} and expects the client to keep to the longer interval. */
    SLOW_DOWN,
    DENY,
    EXPIRE,
    /** Closes the connection before the request has any effect. */
    DROP,
    /** Closes the connection after it had its effect: the answer is lost. */
    DROP_REPLY,
    /** Answers truly, after the delay. */
    DELAY,
    STATUS,
    MALFORMED,
    OMIT
  }

  public Script {
    if (action == null) {
      throw new IllegalArgumentException("scripts.action must be one of the actions");
    }
    probability = Settings.orElse(probability, 1.0);
    if (probability < 0 || probability > 1) {
      throw new IllegalArgumentException("scripts.probability must be from 0 to 1");
    }
    skip = Settings.notNegative(skip, 0, "scripts.skip");
    perDevice = Settings.orElse(perDevice, false);
    delay = Settings.notNegative(delay, Duration.ZERO, "scripts.delay");
    status = Settings.orElse(status, 503);
    omit = List.copyOf(Settings.orElse(omit, List.<String>of()));
    userCode = userCode == null ? null : Codes.normalized(userCode);
    grantType = grantType == null ? null : GrantType.normalized(grantType);
  }

  /** Returns a script that always plays. */
  public static Script of(Action action) {
    return new Script(
        null,
        null,
        null,
        null,
        1.0,
        0,
        null,
        false,
        action,
        Duration.ZERO,
        503,
        null,
        null,
        List.of(),
        null);
  }

  /** Whether it plays at an Azure service, where there is no client, grant or device. */
  boolean matchesService(String name) {
    return (endpoint == null || endpoint.equals(name))
        && grantType == null
        && client == null
        && userCode == null
        && OF_SERVICES.contains(action);
  }

  private static final Set<Action> OF_SERVICES =
      EnumSet.of(
          Action.DROP,
          Action.DROP_REPLY,
          Action.DELAY,
          Action.STATUS,
          Action.MALFORMED,
          Action.OMIT);

  boolean matches(
      Call call, @Nullable String asked, @Nullable String asker, @Nullable DeviceGrant grant) {
    return (endpoint == null || call.path().endsWith("/" + endpoint))
        && (grantType == null || (asked != null && grantType.equals(GrantType.normalized(asked))))
        && (client == null || client.equals(asker))
        && (userCode == null || (grant != null && userCode.equals(grant.userCode())));
  }
}
