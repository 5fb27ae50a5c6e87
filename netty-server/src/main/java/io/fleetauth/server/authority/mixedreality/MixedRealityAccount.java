// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.mixedreality;

import io.fleetauth.server.authority.service.AccessKeys;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * An account of a Mixed Reality service.
 *
 * @param region name of the Azure region in its tokens, such as {@code eastus}
 */
public record MixedRealityAccount(UUID id, AccessKeys keys, String region) {

  /** The region of an account that names none. */
  public static final String DEFAULT_REGION = "eastus";

  private static final Pattern REGION = Pattern.compile("[a-z0-9]{1,40}");

  public MixedRealityAccount {
    if (!REGION.matcher(region).matches()) {
      throw new IllegalArgumentException(
          "region must be lower-case letters and digits, was " + region);
    }
  }

  /** Returns the ARM resource id that its tokens name. */
  String resourceId() {
    return "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/fleetauth/providers/"
        + "Microsoft.MixedReality/remoteRenderingAccounts/"
        + id;
  }
}
