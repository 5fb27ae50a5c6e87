// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

import io.fleetauth.server.authority.service.ServiceException;
import io.fleetauth.server.reply.Json;
import io.fleetauth.server.reply.ReplyException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The members of a JSON body, checked as the service checks them. */
record RequestBody(Map<String, Object> members) {

  static final String VALIDATION_ERROR = "ValidationError";

  private static final int LEAST_MINUTES = 60;
  private static final int MOST_MINUTES = 1440;
  private static final int MOST_SCOPES = 20;
  private static final int LONGEST_EXTERNAL_ID = 256;
  private static final Pattern SCOPE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /**
   * Reads a body. One without content has no members, whatever its content type says: the client in
   * JavaScript creates identities so.
   */
  static RequestBody of(@Nullable String contentType, byte[] body) {
    if (body.length == 0) {
      return new RequestBody(Map.of());
    }
    if (contentType == null || !contentType.toLowerCase(Locale.ROOT).contains("json")) {
      throw ServiceException.of(
          415, "UnsupportedMediaType", "The content type must be application/json.");
    }
    try {
      return new RequestBody(Json.object(body));
    } catch (ReplyException e) {
      throw invalid("The request body is not a JSON object.", null);
    }
  }

  static ServiceException invalid(String message, @Nullable String target) {
    return ServiceException.of(400, VALIDATION_ERROR, message, target);
  }

  /** Returns scopes that may be left out; they are an open set. */
  List<String> scopes(String member) {
    var value = members.get(member);
    if (value == null) {
      return List.of();
    }
    var scopes = new ArrayList<String>();
    for (Object each : value instanceof List<?> list ? list : List.of(value)) {
      if (!(each instanceof String scope && SCOPE.matcher(scope).matches())) {
        throw invalid("Invalid scopes - a scope is not a name.", member);
      }
      scopes.add(scope);
    }
    if (scopes.size() > MOST_SCOPES || !(value instanceof List<?>)) {
      throw invalid("Invalid scopes - they are not a list of at most 20.", member);
    }
    return scopes.stream().distinct().toList();
  }

  /** Returns scopes that must be there. */
  List<String> requiredScopes() {
    var scopes = scopes("scopes");
    if (scopes.isEmpty()) {
      throw invalid("Invalid scopes - Scopes field is required.", "scopes");
    }
    return scopes;
  }

  /** Returns how long a token is to live; a day when nothing is said. */
  Duration lifetime() {
    var value = members.get("expiresInMinutes");
    if (value == null) {
      return Duration.ofMinutes(MOST_MINUTES);
    }
    boolean whole = value instanceof Integer || value instanceof Long;
    long minutes = whole ? ((Number) value).longValue() : -1;
    if (minutes < LEAST_MINUTES || minutes > MOST_MINUTES) {
      throw invalid(
          "ExpiresInMinutes value %s is invalid. Value must be within the [60, 1440] interval."
              .formatted(whole ? value : "of another type"),
          "ExpiresInMinutes");
    }
    return Duration.ofMinutes(minutes);
  }

  /** Returns the caller's own name for an identity, or null; it had two names. */
  @Nullable String externalId() {
    var member = members.containsKey("customId") ? "customId" : "externalId";
    var value = members.get(member);
    if (value == null) {
      return null;
    }
    if (value instanceof String id && !id.isEmpty() && id.length() <= LONGEST_EXTERNAL_ID) {
      return id;
    }
    throw invalid("An external id must have 1 to 256 characters.", member);
  }

  /** Returns a text, empty when it is absent or of another type. */
  String text(String member) {
    return members.get(member) instanceof String text ? text : "";
  }

  /** Shows names only: a member may be a token. */
  @Override
  public String toString() {
    return "RequestBody" + members.keySet();
  }
}
