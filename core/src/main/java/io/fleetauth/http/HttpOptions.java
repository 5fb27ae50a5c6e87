// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to talk to one authorization server, or to services. Immutable; start from {@link #DEFAULTS}.
 *
 * @param timeouts how long to wait for what
 * @param limits what is bounded, and by how much
 * @param userAgent value of the {@code User-Agent} header
 * @param headers headers added to each request, below those that the request has itself; their
 *     values are taken for secrets
 * @param proxy {@code null} for none
 * @param trusted the only certificates that TLS trusts; empty for those that the JDK trusts
 * @param httpLog what to log at INFO, secrets redacted; {@code null} for what {@link
 *     HttpLogLevel#VARIABLE} says
 * @param retries how often requests are tried again
 */
public record HttpOptions(
    Timeouts timeouts,
    Limits limits,
    String userAgent,
    Map<String, String> headers,
    @Nullable HttpProxy proxy,
    List<X509Certificate> trusted,
    @Nullable HttpLogLevel httpLog,
    Retries retries) {

  private static final Pattern APPLICATION = Pattern.compile("[\\w!#$%&'*+.^`|~/-]{1,24}");
  private static final Pattern HEADER = Pattern.compile("[\\w!#$%&'*+.^`|~-]+");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E\\t]*");

  /** What is good for most servers. */
  public static final HttpOptions DEFAULTS =
      new HttpOptions(
          Timeouts.DEFAULTS,
          Limits.DEFAULTS,
          defaultUserAgent(),
          Map.of(),
          null,
          List.of(),
          null,
          Retries.DEFAULTS);

  /**
   * @throws IllegalArgumentException when a header can not be sent; the message names it
   */
  public HttpOptions {
    requireNonNull(timeouts, "timeouts");
    requireNonNull(limits, "limits");
    checkValue("userAgent", userAgent);
    headers = Map.copyOf(headers);
    headers.forEach(HttpOptions::checkHeader);
    trusted = List.copyOf(trusted);
    requireNonNull(retries, "retries");
  }

  private static void checkHeader(String name, String value) {
    if (!HEADER.matcher(name).matches()) {
      throw new IllegalArgumentException("headers: '" + name + "' is no name of a header");
    }
    checkValue("headers: " + name, value);
  }

  /** Does not repeat the value, which may be a secret. */
  private static void checkValue(String what, String value) {
    if (!VALUE.matcher(requireNonNull(value, what)).matches()) {
      throw new IllegalArgumentException(what + " must be printable ASCII");
    }
  }

  /**
   * @param connect for the connection with its TLS handshake; 5 seconds by default
   * @param response for the head of the answer, and again for its body; 15 seconds by default
   * @param queued for a free connection; 10 seconds by default
   */
  public record Timeouts(Duration connect, Duration response, Duration queued) {

    public static final Timeouts DEFAULTS =
        new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(10));

    public Timeouts {
      positive(connect, "connect");
      positive(response, "response");
      positive(queued, "queued");
    }

    /** Returns the most that one request can take, with its answer. */
    public Duration whole() {
      return queued.plus(connect).plus(response.multipliedBy(2));
    }

    private static void positive(Duration value, String name) {
      if (requireNonNull(value, name).isNegative() || value.isZero()) {
        throw new IllegalArgumentException(name + " must be positive, was " + value);
      }
    }
  }

  /**
   * @param exchangesInFlight exchanges with one host at the same time, each on its own connection;
   *     64 by default; its rejection is named {@code max-exchanges-in-flight}
   * @param exchangesQueued exchanges that wait for a connection; 10,000 by default; its rejection
   *     is named {@code max-exchanges-queued}
   * @param bodyBytes of an answer; 1 MiB by default
   */
  public record Limits(int exchangesInFlight, int exchangesQueued, int bodyBytes) {

    public static final Limits DEFAULTS = new Limits(64, 10_000, 1 << 20);

    public Limits {
      positive(exchangesInFlight, "exchangesInFlight");
      positive(exchangesQueued, "exchangesQueued");
      positive(bodyBytes, "bodyBytes");
    }

    private static void positive(int value, String name) {
      if (value <= 0) {
        throw new IllegalArgumentException(name + " must be positive, was " + value);
      }
    }
  }

  public HttpOptions withTimeouts(Timeouts replacement) {
    return new HttpOptions(
        replacement, limits, userAgent, headers, proxy, trusted, httpLog, retries);
  }

  public HttpOptions withLimits(Limits replacement) {
    return new HttpOptions(
        timeouts, replacement, userAgent, headers, proxy, trusted, httpLog, retries);
  }

  public HttpOptions withUserAgent(String replacement) {
    return new HttpOptions(
        timeouts, limits, replacement, headers, proxy, trusted, httpLog, retries);
  }

  /**
   * Names the program in the {@code User-Agent} header, before our own name.
   *
   * @param id at most 24 characters of an RFC 9110 token or {@code /}, such as {@code shop/1.4}
   */
  public HttpOptions withApplicationId(String id) {
    if (!APPLICATION.matcher(requireNonNull(id, "applicationId")).matches()) {
      throw new IllegalArgumentException(
          "applicationId must be 1 to 24 letters, digits or !#$%&'*+.^`|~/_-, was '" + id + "'");
    }
    return withUserAgent(id + " " + defaultUserAgent());
  }

  public HttpOptions withHeaders(Map<String, String> replacement) {
    return new HttpOptions(
        timeouts, limits, userAgent, replacement, proxy, trusted, httpLog, retries);
  }

  public HttpOptions withProxy(HttpProxy replacement) {
    return new HttpOptions(
        timeouts, limits, userAgent, headers, replacement, trusted, httpLog, retries);
  }

  /** Goes through the proxy at {@code address}, which asks for no credentials. */
  public HttpOptions withProxy(InetSocketAddress address) {
    return withProxy(new HttpProxy(address, null, null));
  }

  /** Trusts {@code only} and no other certificates; see {@link TrustedCertificates}. */
  public HttpOptions withTrusted(List<X509Certificate> only) {
    return new HttpOptions(timeouts, limits, userAgent, headers, proxy, only, httpLog, retries);
  }

  /** Logs as {@code level} says, whatever the environment does. */
  public HttpOptions withHttpLog(HttpLogLevel level) {
    return new HttpOptions(timeouts, limits, userAgent, headers, proxy, trusted, level, retries);
  }

  public HttpOptions withRetries(Retries replacement) {
    return new HttpOptions(
        timeouts, limits, userAgent, headers, proxy, trusted, httpLog, replacement);
  }

  /** Shows the names of the headers, not their values. */
  @Override
  public String toString() {
    return "HttpOptions["
        + timeouts
        + ", "
        + limits
        + ", userAgent="
        + userAgent
        + ", headers="
        + headers.keySet()
        + ", proxy="
        + proxy
        + ", trusted="
        + trusted.size()
        + ", httpLog="
        + httpLog
        + ", retries="
        + retries
        + "]";
  }

  private static String defaultUserAgent() {
    String version = HttpOptions.class.getPackage().getImplementationVersion();
    return "fleetauth/" + (version == null ? "dev" : version);
  }
}
