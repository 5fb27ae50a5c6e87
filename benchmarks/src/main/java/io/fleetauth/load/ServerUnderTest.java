// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.endpoint.ClientAuthentication;
import io.fleetauth.load.client.TargetFinder.Kind;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which server, and how to be let in.
 *
 * @param issuer exactly as the server writes it
 * @param scope what sign-ins and client credentials ask for; blank for nothing
 * @param person who approves at the pages; null when nobody does
 * @param control the control API of a Fleetauth authority; null when there is none
 * @param trusted certificates to trust instead of the JDK's; empty for those
 * @param metrics a Prometheus page of the server; null when there is none, or to look for a
 *     gateway's own
 * @param pid its process on this machine; null when unknown
 */
record ServerUnderTest(
    String issuer,
    Kind kind,
    String clientId,
    ClientAuthentication authentication,
    String scope,
    @Nullable Person person,
    @Nullable ControlAddress control,
    List<X509Certificate> trusted,
    @Nullable URI metrics,
    @Nullable Long pid) {

  /** Somebody with a password. */
  record Person(String name, String password) {

    @Override
    public String toString() {
      return "Person[" + name + "]";
    }
  }

  /**
   * @param base scheme, host and port
   * @param token its control token
   */
  record ControlAddress(URI base, String token) {

    @Override
    public String toString() {
      return "ControlAddress[" + base + "]";
    }
  }
}
