// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

import org.jspecify.annotations.Nullable;

/**
 * Who signed a device in.
 *
 * @param issuer {@code iss}, who says so
 * @param subject {@code sub}, the stable key of the user at this issuer
 * @param userName {@code preferred_username}, {@code upn} or {@code email}, the first one present;
 *     for display only
 * @param displayName {@code name}; for display only
 * @param objectId {@code oid}, Entra's user id, or {@code null}
 * @param tenantId {@code tid}, Entra's tenant id, or {@code null}
 * @param verified {@code true} when it comes from an ID token whose signature and claims were
 *     checked; {@code false} when it was only read, and must not be used for a decision
 */
public record Identity(
    String issuer,
    String subject,
    @Nullable String userName,
    @Nullable String displayName,
    @Nullable String objectId,
    @Nullable String tenantId,
    boolean verified) {

  public Identity {
    Require.notBlank(issuer, "issuer");
    Require.notBlank(subject, "subject");
  }
}
