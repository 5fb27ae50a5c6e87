// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import io.fleetauth.http.Members;
import io.fleetauth.http.ServiceAnswer;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Reads what the service answers. */
final class IdentityAnswers {

  private IdentityAnswers() {}

  static CommunicationUserIdentifier identifier(ServiceAnswer answer) {
    return identifier(answer.json().requiredObject("identity"));
  }

  private static CommunicationUserIdentifier identifier(Members identity) {
    return new CommunicationUserIdentifier(identity.required("id"));
  }

  static CommunicationUserToken<CommunicationUserIdentifier> userToken(
      ServiceAnswer answer, Scopes scopes, Instant now) {
    Members members = answer.json();
    return new CommunicationUserToken<>(
        identifier(members.requiredObject("identity")),
        token(members.requiredObject("accessToken"), scopes, now));
  }

  /** Like {@link #userToken} for a user of any kind. */
  static CommunicationUserToken<CommunicationIdentifier> exchanged(
      ServiceAnswer answer, Scopes scopes, Instant now) {
    CommunicationUserToken<CommunicationUserIdentifier> read = userToken(answer, scopes, now);
    return new CommunicationUserToken<>(
        CommunicationIdentifier.parse(read.user().rawId()), read.token());
  }

  static AccessToken token(Members members, Scopes scopes, Instant now) {
    Instant expiresAt = time(members, "expiresOn", members.required("expiresOn"));
    return new AccessToken(members.required("token"), "Bearer", scopes, now, expiresAt, null);
  }

  /**
   * @param externalId what the version of the API calls it
   */
  static CommunicationUser user(Members identity, String externalId) {
    String issued = identity.text("lastTokenIssuedAt");
    return new CommunicationUser(
        identifier(identity),
        identity.text(externalId),
        issued == null ? null : time(identity, "lastTokenIssuedAt", issued));
  }

  private static Instant time(Members members, String name, String value) {
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeException e) {
      throw members.malformed(name, "is not a time with an offset");
    }
  }
}
