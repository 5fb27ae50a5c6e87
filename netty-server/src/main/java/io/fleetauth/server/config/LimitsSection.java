// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.server.authority.AuthorityConfig.Limits;

/** The section {@code authority.limits}. */
public record LimitsSection(
    @Key(
            doc = "Device codes a minute for each client and source; 0 is no limit.",
            value = "6000",
            min = 0)
        int deviceCodesPerMinute,
    @Key(doc = "Wrong user codes in 15 minutes for each source.", value = "5")
        int codeEntriesPerSource,
    @Key(doc = "Wrong user codes a minute of all sources.", value = "60") int codeEntriesPerMinute,
    @Key(doc = "Wrong passwords in 15 minutes, for each source and each name.", value = "10")
        int signInsPerSource,
    @Key(doc = "Device codes at a time that nobody redeemed yet.", value = "1000000")
        int pendingDeviceCodes) {

  Limits config() {
    return new Limits(
        deviceCodesPerMinute,
        codeEntriesPerSource,
        codeEntriesPerMinute,
        signInsPerSource,
        pendingDeviceCodes);
  }
}
