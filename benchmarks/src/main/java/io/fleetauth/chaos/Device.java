// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.chaos.Counts.Entry;
import io.fleetauth.scale.Errors;
import io.fleetauth.scale.HttpCaller.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A simulated device: has itself signed in, reads its token again and again through any gateway,
 * checks what it gets, and gives its handle up only when a gateway says that it is worth nothing.
 * One turn at a time.
 */
final class Device {

  private static final String TOKEN = "/" + Installation.REGISTRATION + "/oauth2/v2.0/token";
  private static final Duration SLOW_DOWN_STEP = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long FIRST_BACK_OFF_MILLIS = 1_000;
  private static final int MOST_DOUBLINGS = 3;

  /** {@code exp} has whole seconds. */
  private static final long ROUNDING_MILLIS = 1_000;

  private static final int MOST_EVENTS = 30;

  private final String name;
  private final String user;
  private final FleetContext context;
  private final Deque<String> events = new ArrayDeque<>();
  private volatile boolean approvesAtOnce;
  private volatile @Nullable Code code;
  private volatile @Nullable String handle;
  private @Nullable String family;
  private String token = "";
  private long expiresAt;
  private long failingSince;
  private int failures;
  private volatile long readAt;
  private volatile boolean violated;

  /** A sign-in under way. */
  private record Code(String deviceCode, String userCode, Duration interval) {

    @Override
    public String toString() {
      return "Code[" + userCode + "]";
    }
  }

  /**
   * @param approvesAtOnce whether the person approves as soon as there is a code
   */
  Device(String name, String user, boolean approvesAtOnce, FleetContext context) {
    this.name = name;
    this.user = user;
    this.approvesAtOnce = approvesAtOnce;
    this.context = context;
  }

  String name() {
    return name;
  }

  boolean isSignedIn() {
    return handle != null;
  }

  /** Returns whether it is signed in, or waits for an approval that is to come later. */
  boolean isAsWanted() {
    return handle != null || !approvesAtOnce;
  }

  /** Returns when it last read a valid token, milliseconds since the epoch, 0 for never. */
  long readAt() {
    return readAt;
  }

  /** Returns whether something happened to it that must not. */
  boolean isViolated() {
    return violated;
  }

  /** Lets the person approve what is pending; completes at once when nothing is. */
  Mono<Void> approve() {
    approvesAtOnce = true;
    Code pending = code;
    return pending == null
        ? Mono.empty()
        : context
            .control()
            .approve(pending.userCode(), user)
            .doOnSubscribe(begin -> note("approved by " + user));
  }

  /** Does what is next, and emits how long to wait then. */
  Mono<Duration> turn() {
    String current = handle;
    Code pending = code;
    Mono<Duration> work =
        current != null ? read(current) : pending != null ? poll(pending) : start();
    return work.onErrorResume(failure -> Mono.just(failed(Errors.kind(failure))));
  }

  private Duration failed(String kind) {
    context.counts().error(kind);
    note(kind);
    if (failingSince == 0) {
      failingSince = System.currentTimeMillis();
    }
    long wait = FIRST_BACK_OFF_MILLIS << Math.min(failures++, MOST_DOUBLINGS);
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(wait / 2, wait));
  }

  private static Duration soon() {
    return Duration.ofMillis(FIRST_BACK_OFF_MILLIS);
  }

  private Mono<Duration> start() {
    return context
        .startSignIns(List.of(name))
        .flatMap(
            started -> {
              JsonNode first = started.get(0);
              return accept(first)
                  ? begun()
                  : Mono.just(failed("start: " + first.path("error").asString("no code")));
            });
  }

  /** Lets the person approve at once, if that is what happens; emits how long to wait then. */
  Mono<Duration> begun() {
    return (approvesAtOnce ? approve() : Mono.<Void>empty()).thenReturn(soon());
  }

  /** Takes a code that was issued for it; returns whether there is one. */
  boolean accept(JsonNode started) {
    if (!started.hasNonNull("device_code")) {
      return false;
    }
    String userCode = started.get("user_code").stringValue();
    code =
        new Code(
            started.get("device_code").stringValue(),
            userCode,
            Duration.ofSeconds(started.get("interval").intValue()));
    context.counts().count(Entry.SIGN_INS_STARTED);
    note("code " + userCode);
    return true;
  }

  private Mono<Duration> poll(Code pending) {
    var form =
        Map.of(
            "client_id",
            Installation.CLIENT,
            "grant_type",
            "urn:ietf:params:oauth:grant-type:device_code",
            "device_code",
            pending.deviceCode());
    return context
        .anyGateway()
        .post(TOKEN, form)
        .timeout(PATIENCE)
        .map(answer -> polled(pending, answer));
  }

  private Duration polled(Code pending, Answer answer) {
    if (answer.status() == 200) {
      handle = answer.json().get("refresh_token").stringValue();
      family = null;
      token = "";
      context.counts().count(Entry.SIGN_INS_COMPLETED);
      note("signed in");
      return Duration.ZERO;
    }
    String error = Errors.code(answer);
    switch (error) {
      case "authorization_pending" -> {
        served();
        return pending.interval();
      }
      case "slow_down" -> {
        served();
        Duration slower = pending.interval().plus(SLOW_DOWN_STEP);
        code = new Code(pending.deviceCode(), pending.userCode(), slower);
        return slower;
      }
      case "invalid_grant", "expired_token", "access_denied" -> {
        ended(pending, error);
        return soon();
      }
      default -> {
        return failed("poll: " + answer.status() + " " + error);
      }
    }
  }

  private void ended(Code pending, String error) {
    Trail trail = context.trails().ofUserCode(pending.userCode());
    boolean explained = trail != null && trail.isRedemptionLost(context.faults());
    context.counts().count(explained ? Entry.CODES_SPENT : Entry.SIGN_INS_FAILED);
    violated |= !explained;
    note("the sign-in came to nothing: " + error + (trail == null ? "" : "; " + trail.events()));
    code = null;
    approvesAtOnce = true;
  }

  private Mono<Duration> read(String current) {
    long askedAt = System.currentTimeMillis();
    return context
        .anyGateway()
        .get("/v1/token", current)
        .timeout(PATIENCE)
        .doOnError(failure -> refused(askedAt))
        .map(answer -> answered(answer, askedAt));
  }

  /** The token that it read last is still good: a gateway has it as well. */
  private void refused(long askedAt) {
    if (askedAt < expiresAt && context.faults().isStoreFailing()) {
      context.counts().count(Entry.REFUSED_WHILE_STORE_FAILED);
      violated |= context.plan().breaksOnlyTheStore();
    }
  }

  private Duration answered(Answer answer, long askedAt) {
    if (answer.status() == 200) {
      check(answer.json().get("access_token").stringValue(), askedAt);
      return context.untilNextRead();
    }
    String error = Errors.code(answer);
    if (answer.status() == 401) {
      lost(error);
      return soon();
    }
    refused(askedAt);
    return failed("read: " + answer.status() + " " + error);
  }

  private void check(String read, long askedAt) {
    long now = System.currentTimeMillis();
    if (!read.equals(token)) {
      take(read);
    }
    context.counts().count(Entry.READS);
    if (askedAt >= expiresAt + ROUNDING_MILLIS) {
      wrong(Entry.EXPIRED_TOKENS, "a token that expired at " + Instant.ofEpochMilli(expiresAt));
    } else if (now >= expiresAt + ROUNDING_MILLIS) {
      context.counts().count(Entry.LATE_TOKENS);
    } else {
      readAt = now;
    }
    served();
  }

  private void served() {
    if (failingSince != 0) {
      context.recovered(System.currentTimeMillis() - failingSince);
      failingSince = 0;
      failures = 0;
    }
  }

  /** The family of a token is that of one sign-in, so it tells devices of one person apart. */
  private void take(String read) {
    JsonNode claims = claims(read);
    String of = claims.path("sid").asString("");
    String person = claims.path("preferred_username").asString("");
    boolean first = family == null && context.claimFamily(of, this);
    if (!person.equals(user) || !(first || of.equals(family))) {
      wrong(Entry.FOREIGN_TOKENS, "a token of " + person + " and of another sign-in than its own");
    }
    family = of;
    token = read;
    expiresAt = claims.get("exp").longValue() * 1_000;
  }

  private static JsonNode claims(String jwt) {
    String payload = jwt.substring(jwt.indexOf('.') + 1, jwt.lastIndexOf('.'));
    return JsonMapper.shared().readTree(new String(Base64.getUrlDecoder().decode(payload), UTF_8));
  }

  private void wrong(Entry entry, String what) {
    context.counts().count(entry);
    note("read " + what);
    violated = true;
  }

  private void lost(String error) {
    Code signedInWith = code;
    Trail trail =
        signedInWith == null ? null : context.trails().ofUserCode(signedInWith.userCode());
    boolean explained = trail != null && trail.isAnswerLost(context.faults());
    context.counts().count(Entry.SESSIONS_LOST);
    if (!explained || context.plan().isForgiving()) {
      violated = true;
    }
    if (!explained) {
      context.counts().count(Entry.UNEXPLAINED);
    }
    context.lost(name);
    note("has to sign in again: " + error + (trail == null ? "" : "; " + trail.events()));
    handle = null;
    code = null;
  }

  private synchronized void note(String event) {
    if (events.size() >= MOST_EVENTS) {
      events.removeFirst();
    }
    events.add(Instant.now() + " device: " + event);
  }

  /** Returns what happened to it, oldest first; holds no secrets. */
  List<String> history() {
    Code last = code;
    Trail trail = last == null ? null : context.trails().ofUserCode(last.userCode());
    List<String> seen = trail == null ? List.of() : trail.events();
    synchronized (this) {
      return Stream.concat(events.stream(), seen.stream()).sorted().toList();
    }
  }
}
