// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import io.fleetauth.server.reply.Parameters;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request of a device to an OAuth endpoint, after its client id was checked.
 *
 * @param issuer whom the device believes to talk to
 * @param holdFor how long the answer may be held back
 */
record DeviceRequest(
    ServedRegistration registration,
    Issuer issuer,
    String clientId,
    Parameters form,
    Duration holdFor) {

  @Nullable String scope() {
    return form.get("scope");
  }

  boolean wantsClientInfo() {
    return "1".equals(form.get("client_info"));
  }
}
