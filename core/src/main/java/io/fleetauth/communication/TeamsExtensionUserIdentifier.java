// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static java.util.Objects.requireNonNull;

/**
 * A person of Microsoft Entra who uses a Communication resource as an extension of Teams.
 *
 * @param resourceId of the Communication resource
 * @param tenantId of the person
 * @param userId object id of the person
 */
public record TeamsExtensionUserIdentifier(
    String resourceId, String tenantId, String userId, CommunicationCloud cloud)
    implements CommunicationIdentifier {

  public TeamsExtensionUserIdentifier {
    part(resourceId, "resourceId");
    part(tenantId, "tenantId");
    part(userId, "userId");
    requireNonNull(cloud, "cloud");
  }

  private static void part(String value, String name) {
    RawIds.part(value, name);
    if (value.indexOf('_') >= 0) {
      throw new IllegalArgumentException(name + " must not have an underscore");
    }
  }

  @Override
  public String rawId() {
    return RawIds.USER + cloud.resource + ":" + resourceId + "_" + tenantId + "_" + userId;
  }
}
