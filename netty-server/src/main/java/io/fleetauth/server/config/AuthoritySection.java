// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.server.authority.AuthorityConfig;
import io.fleetauth.server.authority.ServicesConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The section {@code authority}. */
public record AuthoritySection(
    @Key(doc = "Address to listen on; 0.0.0.0 for all.", value = "127.0.0.1") String host,
    @Key(doc = "Port for plain HTTP; 0 takes a free one.", value = "9400", max = 65535)
        int httpPort,
    @Key(doc = "Port for HTTPS; 0 takes a free one.", value = "9443", max = 65535) int httpsPort,
    @Key(doc = "Whether to listen for HTTPS as well.", value = "true") boolean https,
    @Key(
            doc =
                "How clients and browsers reach the authority, without a slash at the end; issuers"
                    + " begin with it. As each request came in when not given.")
        @Nullable URI publicUrl,
    @Key(doc = "Tenants that exist, names or GUIDs; any when not given.") List<String> tenants,
    @Key(
            doc =
                "OAuth clients. When none is given: the public `fleetauth-dev` and the confidential"
                    + " `fleetauth-service`.")
        List<ClientSection> clients,
    @Key(doc = "People. When none is given: `demo` with the password `demo`.")
        List<UserSection> users,
    @Key(doc = "How long things live.") LifetimesSection lifetimes,
    @Key(doc = "Bounds against guessing and flooding.") LimitsSection limits,
    @Key(
            doc =
                "Bearer token of the control API. Generated and kept in the data folder when not"
                    + " given.")
        @Nullable Secret controlToken,
    @Key(
            doc = "Whether the control API also answers peers that are not on this machine.",
            value = "false")
        boolean controlRemote,
    @Key(doc = "Signature algorithm of tokens.", value = "rs256") AuthorityConfig.Signing signing,
    @Key(doc = "Access tokens without content instead of JWTs.", value = "false")
        boolean opaqueAccessTokens,
    @Key(
            doc = "Error codes of the device grant: those of RFC 8628, or Microsoft's own.",
            value = "standard")
        AuthorityConfig.Errors errors,
    @Key(doc = "Failures to play from the start, the first that matches.")
        List<ScriptSection> scripts,
    @Key(
            doc =
                "Accounts of the Mixed Reality services. When none is given: one with two generated"
                    + " keys, kept in the data folder.")
        List<MixedRealitySection> mixedReality,
    @Key(
            doc =
                "Resources of Communication Services. When none is given: one with two generated"
                    + " keys, kept in the data folder.")
        List<CommunicationSection> communication,
    @Key(doc = "Longest wait for work under way when stopping.", value = "10s")
        Duration closeWithin) {

  /** Returns what the authority takes. */
  public AuthorityConfig config() {
    AuthorityConfig defaults = AuthorityConfig.defaults();
    return new AuthorityConfig(
        publicUrl,
        tenants,
        clients.isEmpty()
            ? defaults.clients()
            : clients.stream().map(ClientSection::config).toList(),
        users.isEmpty() ? defaults.users() : users.stream().map(UserSection::config).toList(),
        lifetimes.config(),
        limits.config(),
        new AuthorityConfig.Control(
            controlToken == null ? null : controlToken.value(), controlRemote),
        signing,
        opaqueAccessTokens,
        errors,
        scripts.stream().map(ScriptSection::config).toList(),
        new ServicesConfig(
            mixedReality.stream().map(MixedRealitySection::config).toList(),
            communication.stream().map(CommunicationSection::config).toList()));
  }
}
