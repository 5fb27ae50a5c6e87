// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.DeviceCode;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.UserCode;
import io.fleetauth.session.SealException.Reason;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;

/**
 * Reads one session as {@link SessionCodec} describes; members may come in any order. What is
 * missing or of another type is an unchecked exception, whose message may quote the content.
 */
final class SessionReader {

  private SessionReader() {}

  static DeviceSession read(SessionKey key, JsonParser json) {
    JsonMembers all = JsonMembers.read(json);
    requireSupported(key, all.integer("v"));
    return switch (DeviceSession.State.valueOf(all.text("state"))) {
      case PENDING -> pending(all);
      case SIGNED_IN -> signedIn(all);
      case ENDED -> ended(all);
    };
  }

  private static void requireSupported(SessionKey key, long version) {
    if (version > SessionCodec.VERSION) {
      throw new SealException(
          Reason.NEWER_FORMAT,
          "the record of %s has format %d, newer than %d"
              .formatted(key, version, SessionCodec.VERSION));
    }
  }

  private static PendingSignIn pending(JsonMembers json) {
    return new PendingSignIn(
        authorization(json.object("authorization")),
        scopes(json.list("scopes")),
        json.duration("interval"),
        json.instant("startedAt"),
        json.instant("expiresAt"),
        json.textOrNull("code", SecretHash::new),
        json.objectOrNull("previous", SessionReader::signedIn),
        json.textOrNull("poller", NodeId::new));
  }

  private static DeviceAuthorization authorization(JsonMembers json) {
    return new DeviceAuthorization(
        new DeviceCode(json.text("deviceCode")),
        new UserCode(json.text("userCode")),
        URI.create(json.text("verificationUri")),
        json.textOrNull("verificationUriComplete", URI::create),
        json.textOrNull("message", text -> text),
        json.duration("expiresIn"),
        json.duration("interval"));
  }

  private static SignedIn signedIn(JsonMembers json) {
    return new SignedIn(
        json.textOrNull("refreshToken", RefreshToken::new),
        scopes(json.list("scopes")),
        accessTokens(json.list("accessTokens")),
        json.objectOrNull("identity", SessionReader::identity),
        json.instant("signedInAt"),
        json.instant("refreshedAt"),
        json.instantOrNull("dueAt"),
        json.textOrNull("code", SecretHash::new),
        json.textOrNull("handle", SecretHash::new),
        json.objectOrNull("claim", SessionReader::claim),
        serviceIds(json));
  }

  private static Claim claim(JsonMembers json) {
    return new Claim(
        new NodeId(json.text("node")),
        json.integer("engine"),
        json.integer("version"),
        json.duration("length"),
        json.truth("uncertain"));
  }

  private static Map<String, String> serviceIds(JsonMembers json) {
    Map<String, String> ids = json.objectOrNull("serviceIds", JsonMembers::texts);
    return ids == null ? Map.of() : ids;
  }

  private static Map<Scopes, AccessToken> accessTokens(List<?> array) {
    var tokens = new LinkedHashMap<Scopes, AccessToken>();
    for (Object element : array) {
      var json = (JsonMembers) element;
      tokens.put(scopes(json.list("asked")), accessToken(json));
    }
    return tokens;
  }

  private static AccessToken accessToken(JsonMembers json) {
    return new AccessToken(
        json.text("value"),
        json.text("type"),
        scopes(json.list("scopes")),
        json.instant("obtainedAt"),
        json.instant("expiresAt"),
        json.instantOrNull("refreshAt"));
  }

  private static Identity identity(JsonMembers json) {
    return new Identity(
        json.text("issuer"),
        json.text("subject"),
        json.textOrNull("userName", text -> text),
        json.textOrNull("displayName", text -> text),
        json.textOrNull("objectId", text -> text),
        json.textOrNull("tenantId", text -> text),
        json.truth("verified"));
  }

  private static Ended ended(JsonMembers json) {
    return new Ended(
        Ended.Reason.valueOf(json.text("reason")),
        json.instant("endedAt"),
        json.textOrNull("revoke", RefreshToken::new),
        json.instantOrNull("dueAt"),
        Math.toIntExact(json.integer("attempts")),
        json.textOrNull("code", SecretHash::new));
  }

  private static Scopes scopes(List<?> array) {
    if (array.isEmpty()) {
      return Scopes.NONE;
    }
    var values = new LinkedHashSet<String>();
    array.forEach(scope -> values.add((String) scope));
    return new Scopes(values);
  }
}
