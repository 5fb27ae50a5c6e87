// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

/** How a certificate signs, and how the authorization server is told which one it is. */
public enum AssertionSignature {
  /** RSASSA-PSS, with the SHA-256 thumbprint ({@code x5t#S256}); what Entra recommends. */
  PS256,
  /** RSASSA-PKCS1-v1_5, with the SHA-1 thumbprint ({@code x5t}); for AD FS and older servers. */
  RS256
}
