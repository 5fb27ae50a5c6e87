// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import io.fleetauth.credential.managed.ManagedIdentityId.Kind;
import org.jspecify.annotations.Nullable;

/** The places that have managed identities; each speaks a little differently. */
enum Platform {
  SERVICE_FABRIC("Service Fabric", "2019-07-01-preview", null, null, null),
  APP_SERVICE("App Service", "2019-08-01", "client_id", "object_id", "mi_res_id"),
  MACHINE_LEARNING("Machine Learning", "2017-09-01", "clientid", null, null),
  CLOUD_SHELL("Cloud Shell", null, null, null, null),
  ARC("Azure Arc", "2020-06-01", "client_id", "object_id", "msi_res_id"),
  IMDS("IMDS", "2018-02-01", "client_id", "object_id", "msi_res_id");

  private final String label;
  private final @Nullable String apiVersion;
  private final @Nullable String clientId;
  private final @Nullable String objectId;
  private final @Nullable String resourceId;

  Platform(
      String label,
      @Nullable String apiVersion,
      @Nullable String clientId,
      @Nullable String objectId,
      @Nullable String resourceId) {
    this.label = label;
    this.apiVersion = apiVersion;
    this.clientId = clientId;
    this.objectId = objectId;
    this.resourceId = resourceId;
  }

  /** Returns the name for people. */
  String label() {
    return label;
  }

  /** Returns the {@code api-version}, or {@code null} where there is none. */
  @Nullable String apiVersion() {
    return apiVersion;
  }

  /** Returns how the identity is named in a request, or {@code null} where that is impossible. */
  @Nullable String parameter(Kind kind) {
    return switch (kind) {
      case CLIENT_ID -> clientId;
      case OBJECT_ID -> objectId;
      case RESOURCE_ID -> resourceId;
    };
  }

  /** Returns whether it can be told which token was rejected. */
  boolean takesClaims() {
    return this == APP_SERVICE || this == SERVICE_FABRIC;
  }
}
