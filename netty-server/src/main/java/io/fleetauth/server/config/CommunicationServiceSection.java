// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.gateway.service.CommunicationConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A section below {@code gateway.communication}. */
public record CommunicationServiceSection(
    @Key(doc = "The resource, `https://<name>.communication.azure.com`; without a path.")
        URI endpoint,
    @Key(doc = "An access key of the resource, base64; take it from the environment.")
        Secret accessKey,
    @Key(
            doc = "What a token may be for; one that asks for no scope gets all of them.",
            value = "chat voip")
        Scopes scopes,
    @Key(doc = "Life of a token, 60m to 24h.", value = "60m") Duration tokenLifetime,
    @Key(
            doc =
                "Whether the identity of a device is deleted with all its data when the device"
                    + " signs out; otherwise its tokens are revoked.",
            value = "false")
        boolean deleteAtSignOut,
    @Key(doc = "Names of the registrations whose devices may have its tokens.")
        List<String> registrations) {

  public CommunicationServiceSection {
    config(endpoint, accessKey, scopes, tokenLifetime, deleteAtSignOut, registrations);
  }

  CommunicationConfig config() {
    return config(endpoint, accessKey, scopes, tokenLifetime, deleteAtSignOut, registrations);
  }

  private static CommunicationConfig config(
      URI endpoint,
      Secret accessKey,
      Scopes scopes,
      Duration tokenLifetime,
      boolean deleteAtSignOut,
      List<String> registrations) {
    return new CommunicationConfig(
        Set.copyOf(registrations),
        endpoint,
        accessKey.value(),
        scopes,
        tokenLifetime,
        deleteAtSignOut);
  }
}
