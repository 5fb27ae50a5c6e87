// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rules for addresses: absolute, and TLS unless they stay on this machine. */
public final class Origins {

  private Origins() {}

  /** Returns host and port of {@code uri}. */
  static String peer(URI uri) {
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme(uri).equals("http") ? 80 : 443;
    return uri.getHost() + ":" + port;
  }

  static boolean isWeb(URI uri) {
    return uri.getHost() != null && (scheme(uri).equals("https") || scheme(uri).equals("http"));
  }

  /**
   * Returns what is wrong with {@code uri} as an address to send secrets to, or {@code null} when
   * it is good: RFC 6749 section 3.2 asks for TLS; plain HTTP is for loopback hosts only.
   */
  public static @Nullable String objection(URI uri) {
    if (!isWeb(uri)) {
      return "is not an absolute http(s) URL";
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      return "has a user name or a fragment";
    }
    return scheme(uri).equals("http") && !isLoopback(uri.getHost()) ? "is not https" : null;
  }

  private static String scheme(URI uri) {
    return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
  }

  /** Judges the text only; a name is never resolved. */
  private static boolean isLoopback(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("[::1]")
        || name.matches("127(\\.\\d{1,3}){3}");
  }
}
