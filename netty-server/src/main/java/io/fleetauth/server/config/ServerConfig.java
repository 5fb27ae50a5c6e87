// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import java.nio.file.Path;

/** A whole configuration file. */
public record ServerConfig(
    @Key(
            doc =
                "Folder for what must survive a restart: sealing keys, sessions, grants, the local"
                    + " CA. Made when absent.",
            value = "./data")
        Path data,
    @Key(doc = "The gateway.") GatewaySection gateway,
    @Key(doc = "The authority.") AuthoritySection authority) {}
