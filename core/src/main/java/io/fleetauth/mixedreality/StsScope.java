// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.mixedreality;

import java.net.URI;

/**
 * The scope of the access token that a credential has to get for the service. The spellings differ
 * in the audience that Entra makes of them; the service takes both.
 */
public enum StsScope {
  /**
   * {@code https://sts.mixedreality.azure.com//.default}, whatever the endpoint: what the Azure SDK
   * for .NET asks for. The audience ends in a slash.
   */
  PUBLIC_SERVICE,
  /** {@code <endpoint>/.default}: what the Azure SDKs for Java and JavaScript ask for. */
  ENDPOINT;

  /** Returns the scope as it is asked for. */
  String at(URI endpoint) {
    return switch (this) {
      case PUBLIC_SERVICE -> "https://sts.mixedreality.azure.com//.default";
      case ENDPOINT -> endpoint + "/.default";
    };
  }
}
