// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.AuthorityConfig.Errors;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Reply;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Words refusals as Entra does: the OAuth members, and its numbers, ids and time. */
final class Refusals {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final Errors errors;
  private final RandomGenerator ids;

  /**
   * @param ids for trace ids, which need not be secret; must not block
   */
  Refusals(Clock clock, Errors errors, RandomGenerator ids) {
    this.clock = clock;
    this.errors = errors;
    this.ids = ids;
  }

  Reply reply(RefusedException refused, Call call) {
    var refusal = refused.refusal();
    var reply = Reply.json(refusal.status, body(refused, call));
    if (refusal.status == 401) {
      reply = reply.withHeader("www-authenticate", "Basic realm=\"fleetauth\", charset=\"UTF-8\"");
    }
    return refusal.status == 429 ? reply.withHeader("retry-after", "60") : reply;
  }

  /** Answers a person's browser, which no client may be told about. */
  static Reply page(RefusedException refused) {
    var refusal = refused.refusal();
    var text = "AADSTS%d: %s".formatted(refusal.number, refused.text());
    int status = refusal.status == 401 ? 400 : refusal.status; // nobody is asked to authenticate
    return Pages.notice(status, "This sign-in can not go on", text);
  }

  /** Answers a client by way of the browser, RFC 6749 section 4.1.2.1. */
  Reply redirect(RefusedException refused, Call call, ReturnAddress back) {
    var words = words(refused, call);
    return back.error(words.code(), words.description());
  }

  private record Words(
      String code, String description, String trace, String correlation, String time) {}

  private Words words(RefusedException refused, Call call) {
    var refusal = refused.refusal();
    var trace = new UUID(ids.nextLong(), ids.nextLong()).toString();
    var correlation = correlation(call, trace);
    var time = TIME.format(clock.instant());
    return new Words(
        errors == Errors.ENTRA ? refusal.entraCode : refusal.code,
        description(refused, trace, correlation, time),
        trace,
        correlation,
        time);
  }

  private Map<String, Object> body(RefusedException refused, Call call) {
    var words = words(refused, call);
    var body = new LinkedHashMap<String, Object>();
    body.put("error", words.code());
    body.put("error_description", words.description());
    body.put("error_codes", List.of(refused.refusal().number));
    body.put("timestamp", words.time());
    body.put("trace_id", words.trace());
    body.put("correlation_id", words.correlation());
    return body;
  }

  private static String description(
      RefusedException refused, String trace, String correlation, String time) {
    return "AADSTS%d: %s\r\nTrace ID: %s\r\nCorrelation ID: %s\r\nTimestamp: %s"
        .formatted(refused.refusal().number, refused.text(), trace, correlation, time);
  }

  private static String correlation(Call call, String otherwise) {
    var asked = requestId(call);
    return asked == null ? otherwise : asked;
  }

  /** Returns the caller's own id of the request if it looks like one. */
  static @Nullable String requestId(Call call) {
    var id = call.header("client-request-id");
    return id != null && id.length() <= 64 && id.chars().allMatch(Refusals::mayBeInId) ? id : null;
  }

  private static boolean mayBeInId(int c) {
    return c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
