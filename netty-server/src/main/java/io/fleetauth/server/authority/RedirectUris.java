// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which redirect URIs a client may use: exactly those that it registered (RFC 9700 section 4.1.3),
 * but on loopback with any port (RFC 8252 section 7.3), {@code localhost} included as in Entra.
 */
public final class RedirectUris {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /** Schemes that a browser runs, or reads from the machine of the person. */
  private static final Set<String> NEVER =
      Set.of("javascript", "data", "vbscript", "file", "about", "blob");

  private RedirectUris() {}

  /**
   * Checks what a registration names.
   *
   * @throws IllegalArgumentException when it is not absolute, has a fragment (RFC 6749 section
   *     3.1.2) or user name, or a scheme that nobody may be sent to
   */
  public static void require(String registered) {
    var uri = uri(registered);
    if (uri == null || uri.getScheme() == null || uri.isOpaque()) {
      throw new IllegalArgumentException(
          "redirect-uris must be absolute URIs, was '" + registered + "'");
    }
    if (uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "redirect-uris must have no fragment and no user name, was '" + registered + "'");
    }
    boolean web = Set.of("http", "https").contains(scheme(uri));
    if (NEVER.contains(scheme(uri)) || (web && uri.getHost() == null)) {
      throw new IllegalArgumentException(
          "redirect-uris must lead to a host or an application, was '" + registered + "'");
    }
  }

  static boolean isRegistered(List<String> registered, String asked) {
    var uri = uri(asked);
    return registered.contains(asked)
        || (uri != null
            && isLoopback(uri)
            && registered.stream().map(URI::create).anyMatch(one -> isSameButPort(one, uri)));
  }

  private static boolean isSameButPort(URI registered, URI asked) {
    return isLoopback(registered)
        && asked.getRawFragment() == null
        && asked.getRawUserInfo() == null
        && registered.getHost().equalsIgnoreCase(asked.getHost())
        && path(registered).equals(path(asked))
        && Objects.equals(registered.getRawQuery(), asked.getRawQuery());
  }

  private static String path(URI uri) {
    return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
  }

  private static boolean isLoopback(URI uri) {
    return "http".equals(uri.getScheme())
        && uri.getHost() != null
        && LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
  }

  /**
   * Returns whether only the client that registered it can be there: a claimed https URI. Any
   * program of the machine can listen on loopback or claim a scheme (RFC 8252 section 8.6).
   */
  static boolean namesItsClient(String redirectUri) {
    return redirectUri.startsWith("https:");
  }

  /** Returns the source expression of Content Security Policy that allows to go there. */
  static String cspSource(String redirectUri) {
    var uri = URI.create(redirectUri);
    var host = uri.getHost();
    boolean named = host != null && !host.startsWith("[") && scheme(uri).startsWith("http");
    return named ? scheme(uri) + "://" + uri.getRawAuthority() : scheme(uri) + ":";
  }

  /** Returns what to call it to a person: the host, or the scheme of an application. */
  static String shown(String redirectUri) {
    var uri = URI.create(redirectUri);
    return uri.getRawAuthority() == null ? scheme(uri) + ":" : uri.getRawAuthority();
  }

  private static String scheme(URI uri) {
    return uri.getScheme().toLowerCase(Locale.ROOT);
  }

  private static @Nullable URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
