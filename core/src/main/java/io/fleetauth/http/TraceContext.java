// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The trace that a call belongs to, W3C Trace Context. Whoever has one puts it into the Reactor
 * context of a call, and each request that goes out for that call, each try of it too, carries
 * {@code traceparent} with the trace id and a span id of its own, and {@code tracestate} as given:
 *
 * <pre>{@code
 * credential.token(request).contextWrite(TraceContext.of(traceparent, tracestate)::in)
 * }</pre>
 *
 * <p>This holds for all clients. A request that several callers share, such as the renewal of one
 * token, belongs to the trace of the caller who was first; what is done in the background belongs
 * to none.
 *
 * @param traceId 32 hexadecimal digits in lower case, not all zero
 * @param flags the trace flags, 2 hexadecimal digits in lower case; go out as they are
 * @param state the {@code tracestate}, or {@code null} for none; goes out as it is
 */
public record TraceContext(String traceId, String flags, @Nullable String state) {

  /** Later versions may be longer; what they have in common with version 00 is read. */
  private static final Pattern PARENT =
      Pattern.compile(
          "(?!ff)(?<version>[0-9a-f]{2})-(?<trace>[0-9a-f]{32})-(?<span>[0-9a-f]{16})"
              + "-(?<flags>[0-9a-f]{2})(?<more>-.*)?");

  private static final Pattern TRACE = Pattern.compile("(?!0{32})[0-9a-f]{32}");
  private static final Pattern FLAGS = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern STATE = Pattern.compile("[\\x20-\\x7E\\t]{1,1024}");
  private static final String NO_SPAN = "0".repeat(16);

  public TraceContext {
    matching(TRACE, traceId, "traceId");
    matching(FLAGS, flags, "flags");
    if (state != null) {
      matching(STATE, state, "tracestate");
    }
  }

  /**
   * Reads the two headers.
   *
   * @param traceparent section 3.2
   * @param tracestate section 3.3, or {@code null} when there was none
   * @throws IllegalArgumentException when one of them is malformed; the message names it
   */
  public static TraceContext of(String traceparent, @Nullable String tracestate) {
    Matcher parent = PARENT.matcher(requireNonNull(traceparent, "traceparent"));
    boolean known =
        parent.matches()
            && !parent.group("span").equals(NO_SPAN)
            && (parent.group("more") == null || !parent.group("version").equals("00"));
    if (!known || !TRACE.matcher(parent.group("trace")).matches()) {
      throw new IllegalArgumentException("traceparent is malformed");
    }
    return new TraceContext(parent.group("trace"), parent.group("flags"), tracestate);
  }

  /** Returns the context with this trace in it, for {@code contextWrite}. */
  public Context in(Context context) {
    return context.put(TraceContext.class, this);
  }

  static @Nullable TraceContext of(ContextView context) {
    return context.getOrDefault(TraceContext.class, null);
  }

  /** Returns the {@code traceparent} of a request; a new span each time. */
  String traceparent() {
    long span = 0;
    while (span == 0) {
      span = ThreadLocalRandom.current().nextLong();
    }
    return "00-" + traceId + "-" + String.format(Locale.ROOT, "%016x", span) + "-" + flags;
  }

  private static void matching(Pattern pattern, String value, String name) {
    if (!pattern.matcher(requireNonNull(value, name)).matches()) {
      throw new IllegalArgumentException(name + " is malformed");
    }
  }
}
