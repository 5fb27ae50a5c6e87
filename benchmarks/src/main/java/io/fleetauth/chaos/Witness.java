// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.Channel;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what goes to the authority and back, and notes it in the {@link Trails}. Thread-safe. */
final class Witness implements AuthorityProxy.Observer {

  /** The connections of a killed process end within this time. */
  private static final Duration END_WITHIN = Duration.ofSeconds(2);

  private final Trails trails;
  private final FaultLog faults;
  private final Counts counts;

  Witness(Trails trails, FaultLog faults, Counts counts) {
    this.trails = trails;
    this.faults = faults;
    this.counts = counts;
  }

  @Override
  public void asked(AuthorityProxy.Asked asked) {
    Map<String, String> form = form(asked);
    Trail poll = trails.of(form.get("device_code"));
    if (poll != null) {
      adopted(poll.polled(asked.connection()), asked);
    }
  }

  /**
   * A sign-in that was polled over a connection of a process that was killed meanwhile: how long
   * did it take another? Nobody can tell when that one may have been stopped as well.
   */
  private void adopted(@Nullable Channel before, AuthorityProxy.Asked asked) {
    if (before != null && !before.isActive()) {
      Long closedAt = before.attr(AuthorityProxy.CLOSED_AT).get();
      long kill = closedAt == null ? -1 : faults.killBefore(closedAt, END_WITHIN);
      if (kill >= 0 && faults.hasStoppedGateways(kill + 1, asked.at())) {
        counts.count(Counts.Entry.ADOPTED_TWICE);
      } else if (kill >= 0) {
        counts.adopted(asked.at() - kill);
      }
    }
  }

  @Override
  public void answered(
      AuthorityProxy.Asked asked, AuthorityProxy.@Nullable Answered answered, boolean delivered) {
    if (asked.path().endsWith("/devicecode")) {
      started(answered);
      return;
    }
    Map<String, String> form = form(asked);
    Trail poll = trails.of(form.get("device_code"));
    String used = form.get("refresh_token");
    Trail refresh = trails.of(used);
    if (poll != null) {
      polled(poll, asked, answered, delivered);
    } else if (used != null && refresh != null) {
      refreshed(refresh, used, asked, answered, delivered);
    }
  }

  private void started(AuthorityProxy.@Nullable Answered answered) {
    if (answered != null && answered.status() == 200) {
      JsonNode json = JsonMapper.shared().readTree(answered.body());
      trails.start(json.get("user_code").stringValue(), json.get("device_code").stringValue());
    }
  }

  private void polled(
      Trail trail,
      AuthorityProxy.Asked asked,
      AuthorityProxy.@Nullable Answered answered,
      boolean delivered) {
    if (answered == null) {
      trail.note("a poll had no answer");
      trail.redeemed(asked.at(), 0, false);
    } else if (answered.status() == 200) {
      trail.note("code redeemed" + (delivered ? "" : ", answer not delivered"));
      trail.redeemed(asked.at(), answered.at(), delivered);
      trails.extend(trail, token(answered));
    } else if (!answered.body().contains("authorization_pending")) {
      trail.note("poll refused: " + error(answered));
    }
  }

  private void refreshed(
      Trail trail,
      String used,
      AuthorityProxy.Asked asked,
      AuthorityProxy.@Nullable Answered answered,
      boolean delivered) {
    if (answered == null) {
      trail.note("a refresh had no answer");
      trail.refreshed(asked.at(), 0, false);
    } else if (answered.status() == 200) {
      long took = answered.at() - asked.at();
      trail.note("refreshed in " + took + " ms" + (delivered ? "" : ", answer not delivered"));
      trail.refreshed(asked.at(), answered.at(), delivered);
      trails.extend(trail, token(answered));
      trail.spent(used).forEach(trails::forget);
    } else {
      trail.note("refresh refused: " + error(answered));
    }
  }

  private static String token(AuthorityProxy.Answered answered) {
    return JsonMapper.shared().readTree(answered.body()).get("refresh_token").stringValue();
  }

  private static String error(AuthorityProxy.Answered answered) {
    JsonNode json = JsonMapper.shared().readTree(answered.body());
    return answered.status() + " " + json.path("error").asString("without an error code");
  }

  private static Map<String, String> form(AuthorityProxy.Asked asked) {
    var form = new HashMap<String, String>();
    if (asked.path().endsWith("/token")) {
      for (String pair : asked.body().split("&")) {
        int at = pair.indexOf('=');
        if (at > 0) {
          form.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), UTF_8));
        }
      }
    }
    return form;
  }
}
