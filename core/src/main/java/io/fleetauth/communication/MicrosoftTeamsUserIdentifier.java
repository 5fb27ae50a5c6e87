// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static java.util.Objects.requireNonNull;

/**
 * A user of Microsoft Teams.
 *
 * @param userId object id in Microsoft Entra, or what stands for a visitor
 * @param anonymous whether it is a visitor who did not sign in; then the cloud is the public one
 */
public record MicrosoftTeamsUserIdentifier(
    String userId, boolean anonymous, CommunicationCloud cloud) implements CommunicationIdentifier {

  public MicrosoftTeamsUserIdentifier {
    RawIds.part(userId, "userId");
    requireNonNull(cloud, "cloud");
    if (anonymous && cloud != CommunicationCloud.PUBLIC) {
      throw new IllegalArgumentException("cloud of an anonymous user must be PUBLIC");
    }
  }

  /** Returns somebody who signed in, in the public cloud. */
  public static MicrosoftTeamsUserIdentifier of(String userId) {
    return new MicrosoftTeamsUserIdentifier(userId, false, CommunicationCloud.PUBLIC);
  }

  @Override
  public String rawId() {
    return RawIds.USER + (anonymous ? RawIds.VISITOR : cloud.teams) + ":" + userId;
  }
}
