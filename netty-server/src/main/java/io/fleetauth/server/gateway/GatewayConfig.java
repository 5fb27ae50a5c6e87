// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static java.util.Objects.requireNonNullElse;

import io.fleetauth.token.RefreshPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway is made of; {@code null} stands for the default, so that a binder may leave
 * members out. Throws {@code IllegalArgumentException} with a message that names the member.
 *
 * @param registrations by name, at least one; a name is also the first path segment of its issuer
 * @param publicUrl how devices reach the gateway, without a path at the end; {@code null} takes
 *     scheme and {@code Host} of each request
 * @param adminToken what admin calls present, at least 16 characters; {@code null} closes them; a
 *     secret
 * @param limits what is bounded
 * @param refreshPolicy which sessions are renewed ahead; those in use by default
 * @param keepAlive renews refresh tokens that were idle for so long, or {@code null} for never
 */
public record GatewayConfig(
    Map<String, RegistrationConfig> registrations,
    @Nullable URI publicUrl,
    @Nullable String adminToken,
    GatewayLimits limits,
    RefreshPolicy refreshPolicy,
    @Nullable Duration keepAlive) {

  private static final int LEAST_ADMIN_TOKEN = 16;

  /** First path segments that the gateway uses itself. */
  private static final List<String> RESERVED =
      List.of("v1", "common", "health", "metrics", ".well-known");

  public GatewayConfig {
    if (registrations == null || registrations.isEmpty()) {
      throw new IllegalArgumentException("registrations must have at least one entry");
    }
    registrations = new LinkedHashMap<>(registrations);
    registrations.forEach(GatewayConfig::check);
    limits = requireNonNullElse(limits, GatewayLimits.DEFAULT);
    refreshPolicy = requireNonNullElse(refreshPolicy, RefreshPolicy.WHILE_USED);
    check(publicUrl);
    if (adminToken != null && adminToken.length() < LEAST_ADMIN_TOKEN) {
      throw new IllegalArgumentException(
          "adminToken must have at least " + LEAST_ADMIN_TOKEN + " characters");
    }
    if (keepAlive != null && (keepAlive.isNegative() || keepAlive.isZero())) {
      throw new IllegalArgumentException("keepAlive must be positive, was " + keepAlive);
    }
  }

  /** Names the registrations and leaves the rest at its defaults. */
  public static GatewayConfig of(Map<String, RegistrationConfig> registrations) {
    return new GatewayConfig(
        registrations, null, null, GatewayLimits.DEFAULT, RefreshPolicy.WHILE_USED, null);
  }

  public GatewayConfig withAdminToken(String token) {
    return new GatewayConfig(registrations, publicUrl, token, limits, refreshPolicy, keepAlive);
  }

  public GatewayConfig withPublicUrl(@Nullable URI url) {
    return new GatewayConfig(registrations, url, adminToken, limits, refreshPolicy, keepAlive);
  }

  public GatewayConfig withLimits(GatewayLimits others) {
    return new GatewayConfig(
        registrations, publicUrl, adminToken, others, refreshPolicy, keepAlive);
  }

  private static void check(String name, @Nullable RegistrationConfig config) {
    if (config == null) {
      throw new IllegalArgumentException("registrations." + name + " is empty");
    }
    if (RESERVED.contains(name)) {
      throw new IllegalArgumentException(
          "registrations." + name + ": the names " + RESERVED + " are taken");
    }
    try {
      config.registration(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("registrations." + name + ": " + e.getMessage(), e);
    }
  }

  private static void check(@Nullable URI publicUrl) {
    if (publicUrl == null) {
      return;
    }
    boolean web = "http".equals(publicUrl.getScheme()) || "https".equals(publicUrl.getScheme());
    if (!web || publicUrl.getHost() == null || publicUrl.getQuery() != null) {
      throw new IllegalArgumentException(
          "publicUrl must be an absolute http or https URL, was " + publicUrl);
    }
    if (publicUrl.toString().endsWith("/")) {
      throw new IllegalArgumentException("publicUrl must not end with a slash, was " + publicUrl);
    }
  }

  @Override
  public String toString() {
    return "GatewayConfig[registrations=" + registrations.keySet() + ", redacted]";
  }
}
