// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.admin;

import io.fleetauth.observe.EngineObserver;
import io.fleetauth.session.Ended;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts and times the engines' work. Error codes of foreign servers become labels only when they
 * are known ones, so the number of series is bounded. Thread-safe.
 */
public final class EngineMetrics implements EngineObserver {

  private static final String REGISTRATION = "registration";
  private static final String OUTCOME = "outcome";
  private static final String OTHER = "other";
  private static final Set<String> OUTCOMES = outcomes();

  private final MeterRegistry meters;
  private final ConcurrentMap<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();

  public EngineMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  private static Set<String> outcomes() {
    var known =
        new HashSet<>(
            List.of(
                "authorized",
                "refreshed",
                "unavailable",
                "network",
                "malformed",
                "limit",
                "store",
                "authorization_pending",
                "slow_down",
                "access_denied",
                "authorization_declined",
                "expired_token",
                "invalid_request",
                "invalid_client",
                "invalid_grant",
                "invalid_scope",
                "unauthorized_client",
                "unsupported_grant_type",
                "interaction_required",
                "server_error",
                "temporarily_unavailable"));
    Arrays.stream(Ended.Reason.values())
        .map(reason -> reason.name().toLowerCase(Locale.ROOT))
        .forEach(known::add);
    return Set.copyOf(known);
  }

  private static String known(String outcome) {
    return OUTCOMES.contains(outcome) ? outcome : OTHER;
  }

  @Override
  public void polled(String registration, String outcome) {
    meters
        .counter("fleetauth.polls", REGISTRATION, registration, OUTCOME, known(outcome))
        .increment();
  }

  @Override
  public void refreshing(String registration) {
    inFlight.computeIfAbsent(registration, this::inFlightGauge).incrementAndGet();
  }

  @Override
  public void refreshed(String registration, String outcome, Duration took) {
    inFlight.computeIfAbsent(registration, this::inFlightGauge).decrementAndGet();
    meters
        .timer("fleetauth.refreshes", REGISTRATION, registration, OUTCOME, known(outcome))
        .record(took);
  }

  private AtomicInteger inFlightGauge(String registration) {
    var gauge = new AtomicInteger();
    meters.gauge(
        "fleetauth.refreshes.in.flight", List.of(Tag.of(REGISTRATION, registration)), gauge);
    return gauge;
  }

  @Override
  public void signInEnded(String registration, String outcome, Duration took) {
    meters
        .timer("fleetauth.sign.ins", REGISTRATION, registration, OUTCOME, known(outcome))
        .record(took);
  }

  @Override
  public void sessionEnded(String registration, String reason) {
    meters
        .counter("fleetauth.sessions.ended", REGISTRATION, registration, "reason", known(reason))
        .increment();
  }

  @Override
  public void tokenMissed(String registration) {
    meters.counter("fleetauth.tokens.missed", REGISTRATION, registration).increment();
  }

  @Override
  public void stored(String operation, String outcome, Duration took) {
    meters.timer("fleetauth.store", "operation", operation, OUTCOME, outcome).record(took);
  }

  @Override
  public void sealRefused(String registration, String reason) {
    meters
        .counter("fleetauth.seals.refused", REGISTRATION, registration, "reason", reason)
        .increment();
  }

  @Override
  public void resealed(String registration) {
    meters.counter("fleetauth.sessions.resealed", REGISTRATION, registration).increment();
  }

  @Override
  public void rotationUncertain(String registration) {
    meters.counter("fleetauth.rotations.uncertain", REGISTRATION, registration).increment();
  }
}
