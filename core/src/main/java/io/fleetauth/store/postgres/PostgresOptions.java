// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static java.util.Objects.requireNonNull;

import io.fleetauth.oauth.ClientSecret;

/** Where a PostgreSQL database is and how to use it. Immutable. */
public final class PostgresOptions {

  private final PostgresUrl url;
  private final PostgresLimits limits;
  private final NodeTimes times;

  private PostgresOptions(PostgresUrl url, PostgresLimits limits, NodeTimes times) {
    this.url = url;
    this.limits = requireNonNull(limits, "limits");
    this.times = requireNonNull(times, "times");
  }

  /**
   * Reads {@code postgresql://user:password@host:port/database}, where the password and the port
   * (5432) may be left out and {@code host:port} may be a list with commas, of which the first one
   * that takes writes is used. Parameters are those of libpq: {@code sslmode} ({@code disable} when
   * not given; {@code verify-full} encrypts and checks the server), {@code sslrootcert}, {@code
   * sslcert}, {@code sslkey} and {@code application_name}.
   *
   * @throws IllegalArgumentException which does not show the URL
   */
  public static PostgresOptions of(String url) {
    return new PostgresOptions(
        PostgresUrl.parse(requireNonNull(url, "url")), PostgresLimits.DEFAULT, NodeTimes.DEFAULT);
  }

  /** With this password instead of the one in the URL. */
  public PostgresOptions withPassword(ClientSecret password) {
    return new PostgresOptions(
        url.withPassword(requireNonNull(password, "password")), limits, times);
  }

  public PostgresOptions withLimits(PostgresLimits other) {
    return new PostgresOptions(url, other, times);
  }

  public PostgresOptions withTimes(NodeTimes other) {
    return new PostgresOptions(url, limits, other);
  }

  public PostgresLimits limits() {
    return limits;
  }

  public NodeTimes times() {
    return times;
  }

  PostgresUrl url() {
    return url;
  }

  /** Returns the URL without password and parameters. */
  @Override
  public String toString() {
    return url.toString();
  }
}
