// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server;

import static java.util.Objects.requireNonNull;

import io.fleetauth.server.authority.Authority;
import io.fleetauth.server.config.AuthoritySection;
import io.fleetauth.time.TimerWheel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** An authority that runs: its store, keys and ports. Starting and closing block. */
public final class AuthorityServer implements AutoCloseable {

  private final Duration closeWithin;
  private final TimerWheel timer;
  private final Authority authority;
  private final Listeners listeners;
  private final @Nullable Path certificate;
  private final Disposable purge;

  private AuthorityServer(
      Duration closeWithin,
      TimerWheel timer,
      Authority authority,
      Listeners listeners,
      @Nullable Path certificate) {
    this.closeWithin = closeWithin;
    this.timer = timer;
    this.authority = authority;
    this.listeners = listeners;
    this.certificate = certificate;
    this.purge = authority.purge().subscribe();
  }

  /**
   * Starts an authority. Throws {@code ListenException}, {@code StoreException}, or an {@code
   * IOException} that names the file.
   *
   * @param flags how command line options for ports begin, for messages
   */
  public static AuthorityServer start(AuthoritySection section, DataFolder folder, String flags)
      throws IOException {
    var timer = TimerWheel.create();
    Authority authority =
        requireNonNull(
            Authority.open(section.config(), folder.root(), timer.clock(), timer).block());
    try {
      var ca = section.https() ? Tls.ca(folder, section.host()) : null;
      SslContext tls = ca == null ? null : ca.serverContext();
      Listeners listeners = Listeners.bind(ports(section, flags), tls, authority.handler()).block();
      return new AuthorityServer(
          section.closeWithin(),
          timer,
          authority,
          requireNonNull(listeners),
          ca == null ? null : ca.certificate());
    } catch (IOException | RuntimeException e) {
      authority.close().block();
      timer.dispose();
      throw e;
    }
  }

  private static Listeners.Ports ports(AuthoritySection section, String flags) {
    return new Listeners.Ports(
        new HttpListener.Address(
            section.host(), section.httpPort(), flags + "http-port or authority.http-port"),
        section.https()
            ? new HttpListener.Address(
                section.host(), section.httpsPort(), flags + "https-port or authority.https-port")
            : null);
  }

  /** Returns the base of its plain HTTP URLs, without a slash at the end. */
  public String httpUrl() {
    return listeners.httpUrl();
  }

  /** Returns the base of its HTTPS URLs, or {@code null} when it does not speak HTTPS. */
  public @Nullable String httpsUrl() {
    return listeners.httpsUrl();
  }

  /** Returns the PEM file that HTTPS clients must trust, or {@code null} without HTTPS. */
  public @Nullable Path certificate() {
    return certificate;
  }

  public Authority authority() {
    return authority;
  }

  /** Lets what is under way end, then closes everything. Blocks. */
  @Override
  public void close() {
    listeners.close(closeWithin);
    purge.dispose();
    authority.close().block(closeWithin);
    timer.dispose();
  }
}
