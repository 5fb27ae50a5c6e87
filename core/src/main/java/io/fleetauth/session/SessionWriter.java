// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes one session as {@link SessionCodec} describes; members that are absent are left out. */
final class SessionWriter {

  private final JsonGenerator json;

  SessionWriter(JsonGenerator json) {
    this.json = json;
  }

  /** The version comes first, so that an older reader can stop there. */
  void write(DeviceSession session) {
    json.writeStartObject();
    json.writeNumberProperty("v", SessionCodec.VERSION);
    text("state", session.state().name());
    if (session instanceof PendingSignIn pending) {
      pending(pending);
    } else if (session instanceof SignedIn signedIn) {
      signedIn(signedIn);
    } else if (session instanceof Ended ended) {
      ended(ended);
    }
    json.writeEndObject();
  }

  private void pending(PendingSignIn pending) {
    authorization(pending.authorization());
    scopes("scopes", pending.scopes());
    duration("interval", pending.interval());
    instant("startedAt", pending.startedAt());
    instant("expiresAt", pending.expiresAt());
    hash("code", pending.code());
    if (pending.previous() != null) {
      json.writeObjectPropertyStart("previous");
      signedIn(pending.previous());
      json.writeEndObject();
    }
    text("poller", pending.poller() == null ? null : pending.poller().value());
  }

  private void authorization(DeviceAuthorization authorization) {
    json.writeObjectPropertyStart("authorization");
    text("deviceCode", authorization.deviceCode().value());
    text("userCode", authorization.userCode().value());
    text("verificationUri", authorization.verificationUri().toString());
    if (authorization.verificationUriComplete() != null) {
      text("verificationUriComplete", authorization.verificationUriComplete().toString());
    }
    text("message", authorization.message());
    duration("expiresIn", authorization.expiresIn());
    duration("interval", authorization.interval());
    json.writeEndObject();
  }

  private void signedIn(SignedIn signedIn) {
    token("refreshToken", signedIn.refreshToken());
    scopes("scopes", signedIn.scopes());
    accessTokens(signedIn.accessTokens());
    if (signedIn.identity() != null) {
      identity(signedIn.identity());
    }
    instant("signedInAt", signedIn.signedInAt());
    instant("refreshedAt", signedIn.refreshedAt());
    instant("dueAt", signedIn.dueAt());
    hash("code", signedIn.code());
    hash("handle", signedIn.handle());
    if (signedIn.claim() != null) {
      claim(signedIn.claim());
    }
    serviceIds(signedIn.serviceIds());
  }

  private void claim(Claim claim) {
    json.writeObjectPropertyStart("claim");
    text("node", claim.node().value());
    json.writeNumberProperty("engine", claim.engine());
    json.writeNumberProperty("version", claim.version());
    duration("length", claim.length());
    json.writeBooleanProperty("uncertain", claim.uncertain());
    json.writeEndObject();
  }

  private void serviceIds(Map<String, String> ids) {
    if (!ids.isEmpty()) {
      json.writeObjectPropertyStart("serviceIds");
      ids.forEach(json::writeStringProperty);
      json.writeEndObject();
    }
  }

  private void accessTokens(Map<Scopes, AccessToken> tokens) {
    json.writeArrayPropertyStart("accessTokens");
    tokens.forEach(this::accessToken);
    json.writeEndArray();
  }

  private void accessToken(Scopes asked, AccessToken token) {
    json.writeStartObject();
    scopes("asked", asked);
    text("value", token.value());
    text("type", token.type());
    scopes("scopes", token.scopes());
    instant("obtainedAt", token.obtainedAt());
    instant("expiresAt", token.expiresAt());
    instant("refreshAt", token.refreshAt());
    json.writeEndObject();
  }

  private void identity(Identity identity) {
    json.writeObjectPropertyStart("identity");
    text("issuer", identity.issuer());
    text("subject", identity.subject());
    text("userName", identity.userName());
    text("displayName", identity.displayName());
    text("objectId", identity.objectId());
    text("tenantId", identity.tenantId());
    json.writeBooleanProperty("verified", identity.verified());
    json.writeEndObject();
  }

  private void ended(Ended ended) {
    text("reason", ended.reason().name());
    instant("endedAt", ended.endedAt());
    token("revoke", ended.revoke());
    instant("dueAt", ended.dueAt());
    json.writeNumberProperty("attempts", ended.attempts());
    hash("code", ended.code());
  }

  private void scopes(String name, Scopes scopes) {
    json.writeArrayPropertyStart(name);
    scopes.values().forEach(json::writeString);
    json.writeEndArray();
  }

  private void instant(String name, @Nullable Instant value) {
    if (value != null) {
      pair(name, value.getEpochSecond(), value.getNano());
    }
  }

  private void duration(String name, Duration value) {
    pair(name, value.getSeconds(), value.getNano());
  }

  private void pair(String name, long seconds, int nanos) {
    json.writeArrayPropertyStart(name);
    json.writeNumber(seconds);
    json.writeNumber(nanos);
    json.writeEndArray();
  }

  private void hash(String name, @Nullable SecretHash value) {
    text(name, value == null ? null : value.value());
  }

  private void token(String name, @Nullable RefreshToken value) {
    text(name, value == null ? null : value.value());
  }

  private void text(String name, @Nullable String value) {
    if (value != null) {
      json.writeStringProperty(name, value);
    }
  }
}
