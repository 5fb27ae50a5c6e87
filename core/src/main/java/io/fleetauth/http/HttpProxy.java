// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy that leads to servers by CONNECT, RFC 9110 section 9.3.6.
 *
 * @param address may be unresolved: it is looked up for each connection
 * @param user for HTTP Basic at the proxy, or {@code null} for none; without a colon
 * @param password {@code null} exactly when {@code user} is; a secret
 */
public record HttpProxy(
    InetSocketAddress address, @Nullable String user, @Nullable String password) {

  public HttpProxy {
    requireNonNull(address, "address");
    if ((user == null) != (password == null)) {
      throw new IllegalArgumentException("user and password of a proxy go together");
    }
    if (user != null && user.indexOf(':') >= 0) {
      throw new IllegalArgumentException("user of a proxy must not have a colon");
    }
  }

  /** Returns one that asks for no credentials. */
  public static HttpProxy at(String host, int port) {
    return new HttpProxy(InetSocketAddress.createUnresolved(host, port), null, null);
  }

  public HttpProxy withCredentials(String newUser, String newPassword) {
    return new HttpProxy(
        address, requireNonNull(newUser, "user"), requireNonNull(newPassword, "password"));
  }

  /** Shows no password. */
  @Override
  public String toString() {
    return "HttpProxy[" + address + (user == null ? "" : ", user=" + user) + "]";
  }
}
