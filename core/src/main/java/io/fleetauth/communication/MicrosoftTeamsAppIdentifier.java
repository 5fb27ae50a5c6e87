// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static java.util.Objects.requireNonNull;

/**
 * An application (bot) of Microsoft Teams.
 *
 * @param appId its id in Microsoft Entra
 */
public record MicrosoftTeamsAppIdentifier(String appId, CommunicationCloud cloud)
    implements CommunicationIdentifier {

  public MicrosoftTeamsAppIdentifier {
    RawIds.part(appId, "appId");
    requireNonNull(cloud, "cloud");
  }

  @Override
  public String rawId() {
    return RawIds.APP + cloud.teams + ":" + appId;
  }
}
