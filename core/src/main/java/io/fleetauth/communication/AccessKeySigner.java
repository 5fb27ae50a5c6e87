// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import io.fleetauth.http.RequestSigner;
import io.fleetauth.http.ServiceRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Signs requests with an access key. Thread-safe. */
final class AccessKeySigner implements RequestSigner {

  private static final int HTTPS = 443;
  private static final int HTTP = 80;
  private static final String AUTHORIZATION =
      AccessKeySignature.SCHEME
          + " SignedHeaders="
          + AccessKeySignature.SIGNED_HEADERS
          + "&Signature=";

  /** RFC 9110 section 5.6.7; the JDK's own constant has days of one digit. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final AccessKey key;
  private final Clock clock;
  private volatile Second now = new Second(Long.MIN_VALUE, "");

  /** A second as a header says it; the same for all requests within it. */
  private record Second(long number, String date) {}

  AccessKeySigner(AccessKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  @Override
  public Mono<Map<String, String>> sign(ServiceRequest request) {
    return Mono.fromSupplier(() -> headers(request));
  }

  /**
   * Returns the headers to add; the host is one of them, so that what is sent is what is signed.
   */
  Map<String, String> headers(ServiceRequest request) {
    URI uri = request.uri();
    String date = date();
    String host = host(uri);
    String hash = AccessKeySignature.contentHash(request.body());
    String text = AccessKeySignature.stringToSign(request.method(), target(uri), date, host, hash);
    String signature = Base64.getEncoder().encodeToString(key.sign(text));
    return Map.of(
        "x-ms-date", date,
        "host", host,
        "x-ms-content-sha256", hash,
        "authorization", AUTHORIZATION + signature);
  }

  private String date() {
    Instant instant = clock.instant();
    Second last = now;
    if (last.number() == instant.getEpochSecond()) {
      return last.date();
    }
    var next = new Second(instant.getEpochSecond(), DATE.format(instant));
    now = next;
    return next.date();
  }

  private static String host(URI uri) {
    int port = uri.getPort();
    int usual = uri.getScheme().equalsIgnoreCase("https") ? HTTPS : HTTP;
    return port < 0 || port == usual ? uri.getHost() : uri.getHost() + ":" + port;
  }

  private static String target(URI uri) {
    String query = uri.getRawQuery();
    return query == null ? uri.getRawPath() : uri.getRawPath() + "?" + query;
  }
}
