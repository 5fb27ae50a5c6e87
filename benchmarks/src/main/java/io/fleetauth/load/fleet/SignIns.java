// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.fleet;

import io.fleetauth.load.client.Answer;
import io.fleetauth.load.client.Approver;
import io.fleetauth.load.client.OAuthClient;
import io.fleetauth.load.client.RefusedException;
import io.fleetauth.load.measure.Measurements;
import io.fleetauth.load.measure.Operation;
import java.time.Duration;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Whole sign-ins by the device grant, RFC 8628, from the code to the tokens. Thread-safe. */
public final class SignIns implements Flow {

  private final Parts parts;

  /** What every sign-in needs. */
  record Parts(
      OAuthClient client,
      Approver approver,
      Duration approveAfter,
      Scheduler timer,
      LongSupplier nanos) {}

  /**
   * @param approveAfter how long the person takes before the approval begins
   * @param timer where polls wait
   * @param nanos the clock of the run
   */
  public SignIns(
      OAuthClient client,
      Approver approver,
      Duration approveAfter,
      Scheduler timer,
      LongSupplier nanos) {
    this.parts = new Parts(client, approver, approveAfter, timer, nanos);
  }

  @Override
  public Operation operation() {
    return Operation.SIGN_IN;
  }

  @Override
  public Mono<Void> start(long due, Measurements seen) {
    return run(due, seen, Pace.INTERVAL).onErrorComplete().then();
  }

  /** When a device polls first. */
  enum Pace {
    /** After the interval, as a device does that does not know of its person. */
    INTERVAL,
    /** As soon as it is approved, to get a fleet ready. */
    APPROVAL
  }

  /** Emits the device that is signed in; fails with {@link RefusedException}. */
  Mono<Device> run(long due, Measurements seen, Pace pace) {
    return Timed.request(
            Operation.DEVICE_AUTHORIZATION, due, seen, parts.client().deviceAuthorization())
        .onErrorMap(failure -> at("device authorization", failure))
        .map(codes -> new SignIn(parts, codes, seen))
        .flatMap(signIn -> tokens(signIn, due, seen, pace))
        .doOnError(failure -> seen.failure(Operation.SIGN_IN, Timed.kind(failure), due));
  }

  private static Mono<Device> tokens(SignIn signIn, long due, Measurements seen, Pace pace) {
    return signIn
        .tokens(pace)
        .onErrorMap(failure -> at("", failure))
        .map(SignIns::device)
        .doOnNext(device -> seen.success(Operation.SIGN_IN, due, due))
        .delayUntil(device -> signIn.approvalEnded());
  }

  private static Device device(Answer tokens) {
    String token = tokens.text("refresh_token");
    return new Device(token == null ? "" : token);
  }

  static RefusedException at(String step, Throwable failure) {
    String kind = Timed.kind(failure);
    return new RefusedException(step.isEmpty() ? kind : step + ": " + kind);
  }
}
