// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway.service;

import io.fleetauth.oauth.AccessToken;
import org.jspecify.annotations.Nullable;

/**
 * A token of a service.
 *
 * @param user the identity that it speaks for, or {@code null} when the service has no such
 */
public record ServiceToken(AccessToken token, @Nullable String user) {}
