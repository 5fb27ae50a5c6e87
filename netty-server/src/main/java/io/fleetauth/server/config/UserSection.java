// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.server.authority.AuthorityConfig.User;
import org.jspecify.annotations.Nullable;

/** An item of {@code authority.users}. */
public record UserSection(
    @Key(doc = "What the person signs in with.") String name,
    @Key(doc = "Plain, or `pbkdf2:iterations:salt:hash` in base64 (HMAC-SHA256).") Secret password,
    @Key(doc = "The name shown; the sign-in name when not given.") @Nullable String displayName,
    @Key(doc = "Object id; derived from the name when not given.") @Nullable String oid,
    @Key(doc = "Refuses sign-in, redemption and refresh.", value = "false") boolean disabled) {

  User config() {
    return new User(
        name,
        password.value(),
        displayName == null ? name : displayName,
        oid == null ? "" : oid,
        disabled);
  }
}
