// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How raw ids are put together. */
final class RawIds {

  static final String PHONE = "4:";
  static final String USER = "8:";
  static final String APP = "28:";
  static final String VISITOR = "teamsvisitor";

  private static final String SPOOL = "spool";
  private static final int PARTS = 3;

  private RawIds() {}

  static CommunicationIdentifier parse(String rawId) {
    notBlank(rawId, "rawId");
    if (rawId.startsWith(PHONE) && !rawId.substring(PHONE.length()).isBlank()) {
      return new PhoneNumberIdentifier(rawId.substring(PHONE.length()));
    }
    String[] parts = rawId.split(":", -1);
    boolean known = parts.length == PARTS && isPart(parts[2]);
    CommunicationIdentifier found =
        known ? ofParts(parts[0] + ":", parts[1], parts[2], rawId) : null;
    return found == null ? new UnknownIdentifier(rawId) : found;
  }

  private static @Nullable CommunicationIdentifier ofParts(
      String kind, String realm, String id, String rawId) {
    if (kind.equals(USER)) {
      return user(realm, id, rawId);
    }
    CommunicationCloud cloud = kind.equals(APP) ? teamsCloud(realm) : null;
    return cloud == null ? null : new MicrosoftTeamsAppIdentifier(id, cloud);
  }

  private static @Nullable CommunicationIdentifier user(String realm, String id, String rawId) {
    if (realm.equals(VISITOR)) {
      return new MicrosoftTeamsUserIdentifier(id, true, CommunicationCloud.PUBLIC);
    }
    CommunicationCloud teams = teamsCloud(realm);
    if (teams != null) {
      return new MicrosoftTeamsUserIdentifier(id, false, teams);
    }
    CommunicationCloud resource = resourceCloud(realm);
    String[] ids = id.split("_", -1);
    if (resource != null && ids.length == PARTS && Arrays.stream(ids).allMatch(RawIds::isPart)) {
      return new TeamsExtensionUserIdentifier(ids[0], ids[1], ids[2], resource);
    }
    return resource != null || realm.equals(SPOOL) ? new CommunicationUserIdentifier(rawId) : null;
  }

  private static @Nullable CommunicationCloud teamsCloud(String realm) {
    for (CommunicationCloud cloud : CommunicationCloud.values()) {
      if (cloud.teams.equals(realm)) {
        return cloud;
      }
    }
    return null;
  }

  private static @Nullable CommunicationCloud resourceCloud(String realm) {
    for (CommunicationCloud cloud : CommunicationCloud.values()) {
      if (cloud.resource.equals(realm)) {
        return cloud;
      }
    }
    return null;
  }

  private static boolean isPart(String text) {
    return !text.isBlank() && text.indexOf(':') < 0;
  }

  /** Refuses what would not be a part of its own in a raw id. */
  static void part(String value, String name) {
    if (!isPart(requireNonNull(value, name))) {
      throw new IllegalArgumentException(name + " must not be blank nor have a colon");
    }
  }

  static void notBlank(String value, String name) {
    if (requireNonNull(value, name).isBlank()) {
      throw new IllegalArgumentException(name + " must not be blank");
    }
  }
}
