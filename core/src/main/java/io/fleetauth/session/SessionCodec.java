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
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON form of a session, before it is sealed. An older reader refuses a newer {@code v}; a
 * member it does not know changes nothing. An instant or a duration is an array of whole seconds
 * and nanoseconds, which is exact and quick.
 */
final class SessionCodec {

  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private SessionCodec() {}

  static byte[] encode(DeviceSession session) {
    ObjectNode json = object().put("v", VERSION).put("state", session.state().name());
    if (session instanceof PendingSignIn pending) {
      putPending(json, pending);
    } else if (session instanceof SignedIn signedIn) {
      putSignedIn(json, signedIn);
    } else if (session instanceof Ended ended) {
      putEnded(json, ended);
    }
    return JSON.writeValueAsBytes(json);
  }

  private static void putPending(ObjectNode json, PendingSignIn pending) {
    json.set("authorization", authorizationJson(pending.authorization()));
    json.set("scopes", scopesJson(pending.scopes()));
    put(json, "interval", pending.interval());
    put(json, "startedAt", pending.startedAt());
    put(json, "expiresAt", pending.expiresAt());
    put(json, "code", pending.code());
    if (pending.previous() != null) {
      ObjectNode previous = json.putObject("previous");
      putSignedIn(previous, pending.previous());
    }
  }

  private static ObjectNode authorizationJson(DeviceAuthorization authorization) {
    ObjectNode json = object();
    json.put("deviceCode", authorization.deviceCode().value());
    json.put("userCode", authorization.userCode().value());
    json.put("verificationUri", authorization.verificationUri().toString());
    if (authorization.verificationUriComplete() != null) {
      json.put("verificationUriComplete", authorization.verificationUriComplete().toString());
    }
    json.put("message", authorization.message());
    put(json, "expiresIn", authorization.expiresIn());
    put(json, "interval", authorization.interval());
    return json;
  }

  private static void putSignedIn(ObjectNode json, SignedIn signedIn) {
    put(json, "refreshToken", signedIn.refreshToken());
    json.set("scopes", scopesJson(signedIn.scopes()));
    var tokens = json.putArray("accessTokens");
    signedIn.accessTokens().forEach((asked, token) -> tokens.add(accessTokenJson(asked, token)));
    if (signedIn.identity() != null) {
      json.set("identity", identityJson(signedIn.identity()));
    }
    put(json, "signedInAt", signedIn.signedInAt());
    put(json, "refreshedAt", signedIn.refreshedAt());
    put(json, "dueAt", signedIn.dueAt());
    put(json, "code", signedIn.code());
    put(json, "handle", signedIn.handle());
  }

  private static ObjectNode accessTokenJson(Scopes asked, AccessToken token) {
    ObjectNode json = object();
    json.set("asked", scopesJson(asked));
    json.put("value", token.value()).put("type", token.type());
    json.set("scopes", scopesJson(token.scopes()));
    put(json, "obtainedAt", token.obtainedAt());
    put(json, "expiresAt", token.expiresAt());
    put(json, "refreshAt", token.refreshAt());
    return json;
  }

  private static ObjectNode identityJson(Identity identity) {
    return object()
        .put("issuer", identity.issuer())
        .put("subject", identity.subject())
        .put("userName", identity.userName())
        .put("displayName", identity.displayName())
        .put("objectId", identity.objectId())
        .put("tenantId", identity.tenantId())
        .put("verified", identity.verified());
  }

  private static void putEnded(ObjectNode json, Ended ended) {
    json.put("reason", ended.reason().name());
    put(json, "endedAt", ended.endedAt());
    put(json, "revoke", ended.revoke());
    put(json, "dueAt", ended.dueAt());
    json.put("attempts", ended.attempts());
    put(json, "code", ended.code());
  }

  private static JsonNode scopesJson(Scopes scopes) {
    var array = JsonNodeFactory.instance.arrayNode();
    scopes.values().forEach(array::add);
    return array;
  }

  private static void put(ObjectNode json, String name, @Nullable Instant value) {
    if (value != null) {
      json.putArray(name).add(value.getEpochSecond()).add(value.getNano());
    }
  }

  private static void put(ObjectNode json, String name, Duration value) {
    json.putArray(name).add(value.getSeconds()).add(value.getNano());
  }

  private static void put(ObjectNode json, String name, @Nullable SecretHash value) {
    json.put(name, value == null ? null : value.value());
  }

  private static void put(ObjectNode json, String name, @Nullable RefreshToken value) {
    json.put(name, value == null ? null : value.value());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Throws {@link SealException} that names {@code key} when this is no session. */
  static DeviceSession decode(SessionKey key, byte[] bytes) {
    try {
      JsonNode json = JSON.readTree(bytes);
      int version = json.required("v").intValue();
      if (version > VERSION) {
        throw new SealException(
            Reason.NEWER_FORMAT,
            "the record of " + key + " has format " + version + ", newer than " + VERSION);
      }
      return session(json);
    } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
      // without the cause: its message may quote the content
      throw new SealException(Reason.MALFORMED, "the record of " + key + " holds no session");
    }
  }

  private static DeviceSession session(JsonNode json) {
    return switch (DeviceSession.State.valueOf(text(json, "state"))) {
      case PENDING -> pending(json);
      case SIGNED_IN -> signedIn(json);
      case ENDED -> ended(json);
    };
  }

  private static PendingSignIn pending(JsonNode json) {
    return new PendingSignIn(
        authorization(json.required("authorization")),
        scopes(json.required("scopes")),
        duration(json.required("interval")),
        instant(json.required("startedAt")),
        instant(json.required("expiresAt")),
        textOrNull(json, "code", SecretHash::new),
        orNull(json, "previous", SessionCodec::signedIn));
  }

  private static DeviceAuthorization authorization(JsonNode json) {
    return new DeviceAuthorization(
        new DeviceCode(text(json, "deviceCode")),
        new UserCode(text(json, "userCode")),
        URI.create(text(json, "verificationUri")),
        textOrNull(json, "verificationUriComplete", URI::create),
        textOrNull(json, "message", text -> text),
        duration(json.required("expiresIn")),
        duration(json.required("interval")));
  }

  private static SignedIn signedIn(JsonNode json) {
    return new SignedIn(
        textOrNull(json, "refreshToken", RefreshToken::new),
        scopes(json.required("scopes")),
        accessTokens(json.required("accessTokens")),
        orNull(json, "identity", SessionCodec::identity),
        instant(json.required("signedInAt")),
        instant(json.required("refreshedAt")),
        orNull(json, "dueAt", SessionCodec::instant),
        textOrNull(json, "code", SecretHash::new),
        textOrNull(json, "handle", SecretHash::new));
  }

  private static Map<Scopes, AccessToken> accessTokens(JsonNode array) {
    var tokens = new LinkedHashMap<Scopes, AccessToken>();
    array.forEach(json -> tokens.put(scopes(json.required("asked")), accessToken(json)));
    return tokens;
  }

  private static AccessToken accessToken(JsonNode json) {
    return new AccessToken(
        text(json, "value"),
        text(json, "type"),
        scopes(json.required("scopes")),
        instant(json.required("obtainedAt")),
        instant(json.required("expiresAt")),
        orNull(json, "refreshAt", SessionCodec::instant));
  }

  private static Identity identity(JsonNode json) {
    return new Identity(
        text(json, "issuer"),
        text(json, "subject"),
        textOrNull(json, "userName", text -> text),
        textOrNull(json, "displayName", text -> text),
        textOrNull(json, "objectId", text -> text),
        textOrNull(json, "tenantId", text -> text),
        json.required("verified").booleanValue());
  }

  private static Ended ended(JsonNode json) {
    return new Ended(
        Ended.Reason.valueOf(text(json, "reason")),
        instant(json.required("endedAt")),
        textOrNull(json, "revoke", RefreshToken::new),
        orNull(json, "dueAt", SessionCodec::instant),
        json.required("attempts").intValue(),
        textOrNull(json, "code", SecretHash::new));
  }

  private static Scopes scopes(JsonNode array) {
    var values = new LinkedHashSet<String>();
    array.forEach(scope -> values.add(scope.stringValue()));
    return values.isEmpty() ? Scopes.NONE : new Scopes(values);
  }

  private static Instant instant(JsonNode pair) {
    return Instant.ofEpochSecond(pair.required(0).longValue(), pair.required(1).longValue());
  }

  private static Duration duration(JsonNode pair) {
    return Duration.ofSeconds(pair.required(0).longValue(), pair.required(1).longValue());
  }

  private static String text(JsonNode json, String name) {
    return json.required(name).stringValue();
  }

  private static <T> @Nullable T textOrNull(
      JsonNode json, String name, Function<String, T> mapping) {
    return orNull(json, name, node -> mapping.apply(node.stringValue()));
  }

  private static <T> @Nullable T orNull(JsonNode json, String name, Function<JsonNode, T> mapping) {
    JsonNode value = json.get(name);
    return value == null || value.isNull() ? null : mapping.apply(value);
  }
}
