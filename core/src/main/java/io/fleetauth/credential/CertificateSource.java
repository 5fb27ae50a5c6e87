// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Where a certificate comes from.
 *
 * @param certificate what it is, or {@code null} when it is in {@code file}
 * @param file read anew each time, so that a renewed certificate is used; or {@code null}
 * @param password of the file, a secret; {@code null} for none
 */
record CertificateSource(
    @Nullable ClientCertificate certificate, @Nullable Path file, @Nullable String password) {

  /** Emits the certificate on {@code blocking}, where files are read and signatures made. */
  Mono<ClientCertificate> on(Scheduler blocking) {
    return Mono.fromCallable(this::current).subscribeOn(blocking);
  }

  private ClientCertificate current() {
    ClientCertificate known = certificate;
    return known == null ? read(requireNonNull(file, "file")) : known;
  }

  private ClientCertificate read(Path from) {
    byte[] content;
    try {
      content = Files.readAllBytes(from);
    } catch (IOException e) {
      throw new CredentialUnavailableException("certificate file " + from + " can not be read", e);
    }
    try {
      return ClientCertificate.of(content, password);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(from + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "CertificateSource[" + (file == null ? certificate : file) + "]";
  }
}
