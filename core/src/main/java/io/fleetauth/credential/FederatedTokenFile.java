// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The JWT that a cluster writes into a file, and writes anew before it expires. Thread-safe. */
final class FederatedTokenFile {

  /** How long what was read is good; clusters write long before the token expires. */
  static final Duration KEPT = Duration.ofMinutes(5);

  private static final int MAX_BYTES = 1 << 16;

  private final Path file;
  private final Clock clock;
  private final Scheduler blocking;
  private volatile @Nullable Read last;

  FederatedTokenFile(Path file, Clock clock, Scheduler blocking) {
    this.file = file;
    this.clock = clock;
    this.blocking = blocking;
  }

  /** Emits the JWT; {@link CredentialUnavailableException} when there is none. */
  Mono<String> token() {
    return Mono.defer(() -> recent(clock.instant()));
  }

  private Mono<String> recent(Instant now) {
    Read known = last;
    return known != null && now.isBefore(known.at().plus(KEPT))
        ? Mono.just(known.value())
        : read(now);
  }

  private Mono<String> read(Instant now) {
    return Mono.fromCallable(this::text)
        .subscribeOn(blocking)
        .onErrorMap(IOException.class, this::unreadable)
        .doOnNext(value -> last = new Read(value, now));
  }

  private String text() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      String text = new String(bytes, UTF_8).strip();
      if (text.isEmpty() || bytes.length > MAX_BYTES) {
        throw new CredentialUnavailableException(
            "workload identity: " + file + (text.isEmpty() ? " is empty" : " is too long"));
      }
      return text;
    }
  }

  private CredentialUnavailableException unreadable(IOException failure) {
    return new CredentialUnavailableException(
        "workload identity: " + file + " can not be read", failure);
  }

  /**
   * @param value a secret
   */
  private record Read(String value, Instant at) {

    @Override
    public String toString() {
      return "Read[redacted]";
    }
  }
}
