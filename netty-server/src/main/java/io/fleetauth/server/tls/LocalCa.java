// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A certificate authority of this machine, made once and kept in a folder, and the certificate that
 * it issued to this server. For development: the Azure SDKs refuse plain HTTP. Clients trust {@link
 * #certificate}. Opening does blocking file I/O; the values are immutable.
 */
public final class LocalCa {

  private static final Duration CA_LIFE = Duration.ofDays(3650);
  private static final Duration SERVER_LIFE = Duration.ofDays(397);
  private static final Duration RENEW_BEFORE = Duration.ofDays(30);
  private static final Duration CLOCK_SKEW = Duration.ofHours(24);

  private final Path certificate;
  private final X509Bundle server;

  private LocalCa(Path certificate, X509Bundle server) {
    this.certificate = certificate;
    this.server = server;
  }

  /**
   * Opens the folder, and makes or renews what is missing, within 30 days of its end, or issued for
   * other names. The authority itself stays the same until it nears its own end.
   *
   * @param names host names or addresses beside {@code localhost}, 127.0.0.1 and ::1
   * @throws IOException if the folder can not be read or written, or holds something else
   */
  public static LocalCa open(Path folder, Collection<String> names, Clock clock)
      throws IOException {
    try {
      return open(new PemFolder(folder), names, clock.instant());
    } catch (IOException e) {
      throw e;
    } catch (Exception e) { // declared by the certificate builder
      throw new IOException("the certificates in " + folder + " can not be used", e);
    }
  }

  private static LocalCa open(PemFolder folder, Collection<String> names, Instant now)
      throws Exception {
    var ca = folder.read("ca");
    if (ca == null || endsSoon(ca.getCertificate(), now)) {
      ca = folder.write("ca", newCa(now));
    }
    var all = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
    all.addAll(names);
    var server = folder.read("server");
    if (server == null
        || endsSoon(server.getCertificate(), now)
        || !issuedBy(server, ca)
        || !folder.sameNames(all)) {
      server = folder.write("server", newServer(ca, all, now));
      folder.writeNames(all);
    }
    return new LocalCa(folder.certificate("ca"), server);
  }

  private static boolean endsSoon(X509Certificate certificate, Instant now) {
    return certificate.getNotAfter().toInstant().minus(RENEW_BEFORE).isBefore(now);
  }

  private static boolean issuedBy(X509Bundle server, X509Bundle ca) {
    try {
      server.getCertificate().verify(ca.getCertificate().getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static X509Bundle newCa(Instant now) throws Exception {
    return new CertificateBuilder()
        .subject("CN=Fleetauth local authority " + Long.toString(now.getEpochSecond(), 36))
        .ecp256()
        .setIsCertificateAuthority(true)
        .setKeyUsage(true, KeyUsage.keyCertSign, KeyUsage.cRLSign)
        .notBefore(now.minus(CLOCK_SKEW))
        .notAfter(now.plus(CA_LIFE))
        .buildSelfSigned();
  }

  private static X509Bundle newServer(X509Bundle ca, Set<String> names, Instant now)
      throws Exception {
    var builder =
        new CertificateBuilder()
            .subject("CN=Fleetauth local server")
            .ecp256()
            .setKeyUsage(true, KeyUsage.digitalSignature)
            .addExtendedKeyUsageServerAuth()
            .notBefore(now.minus(CLOCK_SKEW))
            .notAfter(now.plus(SERVER_LIFE));
    for (String name : names) {
      builder = isAddress(name) ? builder.addSanIpAddress(name) : builder.addSanDnsName(name);
    }
    return builder.buildIssuedBy(ca);
  }

  private static boolean isAddress(String name) {
    return name.indexOf(':') >= 0 || name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  /** Returns the PEM file that clients must trust. */
  public Path certificate() {
    return certificate;
  }

  /** Returns a context for {@code HttpServer.secure}: TLS 1.2 and 1.3, ALPN {@code h2} first. */
  public SslContext serverContext() throws IOException {
    return SslContextBuilder.forServer(
            server.getKeyPair().getPrivate(), server.getCertificatePathWithRoot())
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3", "TLSv1.2")
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2,
                ApplicationProtocolNames.HTTP_1_1))
        .build();
  }
}
