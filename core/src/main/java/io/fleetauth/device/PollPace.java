// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.device;

import static java.util.Objects.requireNonNull;

import io.fleetauth.device.PollResult.Again;
import io.fleetauth.device.PollResult.Over;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.UnavailableException;
import java.io.IOException;
import java.time.Duration;

/**
 * How fast a device code is polled, and how that changes with each answer: RFC 8628 section 3.5 as
 * a pure function.
 *
 * <p>{@code slow_down} lengthens the interval for good. Trouble on the way (no answer, 429, 5xx, an
 * answer that makes no sense, a limit of this process) doubles a back-off that starts at the
 * interval, leaves the interval alone, and is forgotten with the next answer that makes sense. Any
 * other refusal ends the flow.
 *
 * @param interval least wait between two polls
 * @param troubles how many polls in a row had no usable answer
 */
public record PollPace(Duration interval, int troubles) {

  /** What {@code slow_down} adds. */
  public static final Duration SLOW_DOWN_STEP = Duration.ofSeconds(5);

  /** Shortest interval that is obeyed: anything below would be a busy loop. */
  public static final Duration SHORTEST = Duration.ofSeconds(1);

  /** Longest back-off, unless the interval itself is longer; jitter comes on top. */
  public static final Duration LONGEST_BACKOFF = Duration.ofSeconds(60);

  private static final double JITTER = 0.2;
  private static final int MOST_DOUBLINGS = 6;

  public PollPace {
    requireNonNull(interval, "interval");
    interval = interval.compareTo(SHORTEST) < 0 ? SHORTEST : interval;
  }

  /**
   * Returns the pace to start with. An interval that leaves no room for a single poll in the
   * lifetime is taken for none at all.
   */
  public static PollPace of(Duration interval, Duration lifetime) {
    boolean never = interval.compareTo(lifetime) >= 0;
    return new PollPace(never ? DeviceAuthorization.DEFAULT_INTERVAL : interval, 0);
  }

  /**
   * Returns what follows from the failure of a poll.
   *
   * @param random from 0 to 1, to spread the retries of many; only ever lengthens a wait
   */
  public PollResult after(Throwable failure, double random) {
    return failure instanceof OAuthException refusal ? after(refusal) : backOff(failure, random);
  }

  private PollResult after(OAuthException refusal) {
    String label = refusal.code().value();
    if (refusal.is(ErrorCode.AUTHORIZATION_PENDING)) {
      var same = new PollPace(interval, 0);
      return new Again(label, new SignInEvent.Pending(interval), same, interval);
    }
    if (refusal.is(ErrorCode.SLOW_DOWN)) {
      var slower = new PollPace(interval.plus(SLOW_DOWN_STEP), 0);
      return new Again(label, new SignInEvent.SlowedDown(slower.interval), slower, slower.interval);
    }
    return new Over(label, outcome(refusal));
  }

  private static SignInEvent.Outcome outcome(OAuthException refusal) {
    if (refusal.is(ErrorCode.ACCESS_DENIED)) {
      return new SignInEvent.Declined();
    }
    return refusal.is(ErrorCode.EXPIRED_TOKEN)
        ? new SignInEvent.Expired()
        : new SignInEvent.Failed(refusal);
  }

  private PollResult backOff(Throwable failure, double random) {
    var next = new PollPace(interval, troubles + 1);
    Duration wait = longer(next.spread(random), retryAfter(failure));
    return new Again(
        label(failure), new SignInEvent.NetworkTrouble(problem(failure), wait), next, wait);
  }

  private Duration spread(double random) {
    Duration doubled = interval.multipliedBy(1L << Math.min(troubles, MOST_DOUBLINGS));
    Duration capped = doubled.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : doubled;
    Duration wait = longer(capped, interval);
    return wait.plusMillis((long) (wait.toMillis() * JITTER * random));
  }

  private static Duration retryAfter(Throwable failure) {
    Duration asked = failure instanceof UnavailableException e ? e.retryAfter() : null;
    return asked == null ? Duration.ZERO : asked;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private static String label(Throwable failure) {
    if (failure instanceof UnavailableException) {
      return "unavailable";
    }
    if (failure instanceof LimitExceededException) {
      return "limit";
    }
    return failure instanceof IOException ? "network" : "malformed";
  }

  /** The message where it is known to hold no secret. */
  private static String problem(Throwable failure) {
    boolean known =
        failure instanceof IOException
            || failure instanceof MalformedResponseException
            || failure instanceof LimitExceededException;
    String message = known ? failure.getMessage() : null;
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
