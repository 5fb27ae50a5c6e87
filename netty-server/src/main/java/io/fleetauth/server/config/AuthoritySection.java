// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import java.net.URI;
import java.time.Duration;
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
    @Key(doc = "Longest wait for work under way when stopping.", value = "10s")
        Duration closeWithin) {}
