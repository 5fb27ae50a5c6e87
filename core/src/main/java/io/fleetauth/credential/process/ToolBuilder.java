// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import static java.util.Objects.requireNonNull;

import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.Environment;
import io.fleetauth.token.RenewalContext;
import io.fleetauth.token.RenewedTokens;
import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What all credentials of developers' tools can be told.
 *
 * @param <B> the builder itself
 */
public abstract class ToolBuilder<B extends ToolBuilder<B>> {

  /** How long a tool may take unless said otherwise. */
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);

  private Environment environment = Environment.ofProcess();
  private Clock clock = Clock.systemUTC();
  private Scheduler timer = Schedulers.parallel();
  private Scheduler blocking = Schedulers.boundedElastic();
  private Duration limit = DEFAULT_LIMIT;
  private @Nullable String tenantId;
  private @Nullable Path folder;

  ToolBuilder() {}

  abstract B self();

  /**
   * Asks for tokens of that tenant when a request names none.
   *
   * @throws IllegalArgumentException when it is neither a GUID nor a domain name
   */
  public B tenantId(@Nullable String value) {
    this.tenantId = value == null ? null : Arguments.tenant(value);
    return self();
  }

  /** Ends the tool when it takes longer; 10 seconds by default. */
  public B limit(Duration value) {
    if (requireNonNull(value, "limit").isNegative() || value.isZero()) {
      throw new IllegalArgumentException("limit must be positive, was " + value);
    }
    this.limit = value;
    return self();
  }

  /** Gives the tool these variables, and looks for it in their {@code PATH}. */
  public B environment(Environment replacement) {
    this.environment = requireNonNull(replacement, "environment");
    return self();
  }

  /** Runs the tool there; by default in {@code /bin}, or the folder of Windows. */
  public B folder(Path replacement) {
    this.folder = requireNonNull(replacement, "folder");
    return self();
  }

  /** Stamps with {@code clock} and waits on {@code timer} instead of the system's. */
  public B time(Clock clock, Scheduler timer) {
    this.clock = requireNonNull(clock, "clock");
    this.timer = requireNonNull(timer, "timer");
    return self();
  }

  /** Starts the tool and reads its output there; by default on the bounded elastic scheduler. */
  public B blocking(Scheduler replacement) {
    this.blocking = requireNonNull(replacement, "blocking");
    return self();
  }

  RenewedTokens<CredentialRequest> tokens(Tool tool) {
    var process = new ToolProcess(environment, folder(), limit, blocking, timer);
    var origin = new ToolTokens(tool, tenantId, new Executables(environment), process, clock);
    return new RenewedTokens<>(
        RenewalContext.of(clock, timer, () -> ThreadLocalRandom.current().nextDouble()),
        origin::token);
  }

  private Path folder() {
    if (folder != null) {
      return folder;
    }
    String windows = environment.text("SystemRoot");
    return File.separatorChar == '\\' && windows != null ? Path.of(windows) : Path.of("/bin");
  }
}
