// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.chaos;

import io.fleetauth.chaos.Counts.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a run came to: the counts of all sides, and whether they keep the promises. */
final class Verdict {

  private static final Pattern UNCERTAIN =
      Pattern.compile(
          Installation.REGISTRATION
              + "/(\\S+): the answer that rotated the refresh token was lost");
  private static final long ADOPTION_LIMIT_MILLIS = 15_000;

  /**
   * A promise.
   *
   * @param detail what was counted
   */
  record Promise(String what, boolean kept, String detail) {}

  private final Plan plan;
  private final Counts counts;
  private final Set<String> lost;
  private final Map<String, Long> ledger;
  private final Set<String> reported;
  private final List<Promise> promises = new ArrayList<>();

  /**
   * @param lost devices that had to sign in again
   * @param ledger of the authority
   * @param reported devices whose lost answers the gateways reported
   * @param served whether each device has read a valid token since the last fault
   * @param died what ended without having been killed, or an empty text
   */
  Verdict(
      Plan plan,
      Counts counts,
      Set<String> lost,
      Map<String, Long> ledger,
      Set<String> reported,
      boolean served,
      String died) {
    this.plan = plan;
    this.counts = counts;
    this.lost = lost;
    this.ledger = ledger;
    this.reported = reported;
    judge(served, died);
  }

  /** Returns the devices whose lost answers the gateways reported by themselves, by their logs. */
  static Set<String> reported(List<GatewayNode> nodes) throws IOException {
    var devices = new HashSet<String>();
    for (GatewayNode node : nodes) {
      for (String line : node.log()) {
        Matcher matcher = UNCERTAIN.matcher(line);
        if (matcher.find()) {
          devices.add(matcher.group(1));
        }
      }
    }
    return devices;
  }

  private void judge(boolean served, String died) {
    none("expired tokens read", count(Entry.EXPIRED_TOKENS));
    none("tokens of others read", count(Entry.FOREIGN_TOKENS));
    none("polls earlier than their interval", ledger("early_polls"));
    none("sign-ins failed", count(Entry.SIGN_INS_FAILED));
    if (plan.breaksOnlyTheStore()) {
      none("valid tokens refused while the store failed", count(Entry.REFUSED_WHILE_STORE_FAILED));
    }
    if (plan.isForgiving()) {
      none("sessions lost", count(Entry.SESSIONS_LOST));
      none("refresh tokens used twice", ledger("reuses"));
      none("families revoked", ledger("families_revoked"));
    } else {
      none("sessions lost without a lost answer", count(Entry.UNEXPLAINED));
      Set<String> silent = silent();
      promises.add(
          new Promise(
              "each lost session is reported by the gateway",
              silent.isEmpty(),
              silent.isEmpty() ? "" : "not reported: " + silent));
    }
    promises.add(new Promise("all devices served at the end", served, ""));
    promises.add(new Promise("nothing died by itself", died.isEmpty(), died));
    if (plan.nodes() > 1 && counts.adoptions() > 0) {
      long adoption = counts.adoption(0.99);
      promises.add(
          new Promise(
              "sign-ins of a dead node adopted within 15 s (p99)",
              adoption <= ADOPTION_LIMIT_MILLIS,
              adoption + " ms"));
    }
  }

  private void none(String what, long count) {
    promises.add(new Promise("no " + what, count == 0, count == 0 ? "" : count + " times"));
  }

  private long count(Entry entry) {
    return counts.of(entry);
  }

  /** Returns a count of the authority, 0 for one that it does not have. */
  long ledger(String name) {
    return ledger.getOrDefault(name, 0L);
  }

  /** Returns the devices whose lost answers the gateways reported. */
  Set<String> reported() {
    return reported;
  }

  /** Returns the devices that had to sign in again without a report of a gateway. */
  Set<String> silent() {
    var silent = new HashSet<>(lost);
    silent.removeAll(reported);
    return silent;
  }

  /** Returns what the devices went through. */
  Counts counts() {
    return counts;
  }

  List<Promise> promises() {
    return List.copyOf(promises);
  }

  boolean isKept() {
    return promises.stream().allMatch(Promise::kept);
  }
}
