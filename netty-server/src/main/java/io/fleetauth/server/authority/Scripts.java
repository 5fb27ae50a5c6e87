// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The scripts that play now, and how often each has played. Thread-safe. */
final class Scripts {

  private static final long MOST_DEVICES = 1_000_000;

  /** A script and its counters, one for all or one for each device code. */
  private record Playing(Script script, AtomicInteger all, Cache<String, AtomicInteger> byDevice) {

    static Playing of(Script script) {
      Cache<String, AtomicInteger> counts =
          Caffeine.newBuilder().maximumSize(MOST_DEVICES).executor(Runnable::run).build();
      return new Playing(script, new AtomicInteger(), counts);
    }

    /** Counts a match, and returns whether the script plays for it. */
    boolean plays(@Nullable DeviceGrant grant) {
      var counter =
          grant != null && script.perDevice()
              ? byDevice.get(grant.id(), any -> new AtomicInteger())
              : all;
      int match = counter.getAndIncrement();
      var times = script.times();
      return match >= script.skip() && (times == null || match - script.skip() < times);
    }
  }

  private final List<Playing> playing = new CopyOnWriteArrayList<>();
  private final DeviceGrants grants;
  private final RandomGenerator random;

  Scripts(DeviceGrants grants, RandomGenerator random) {
    this.grants = grants;
    this.random = random;
  }

  void add(Script script) {
    playing.add(Playing.of(script));
  }

  void clear() {
    playing.clear();
  }

  List<Script> all() {
    return playing.stream().map(Playing::script).toList();
  }

  @Nullable DeviceGrant grant(Parameters form) {
    var code = form.all("device_code");
    return code.isEmpty() ? null : grants.byDeviceCode(code.get(0));
  }

  /** Returns the script to play at an Azure service, or null for the true answer. */
  @Nullable Script next(String service) {
    for (Playing candidate : playing) {
      if (candidate.script().matchesService(service)
          && isDue(candidate.script())
          && candidate.plays(null)) {
        return candidate.script();
      }
    }
    return null;
  }

  private boolean isDue(Script script) {
    return script.probability() >= 1 || random.nextDouble() < script.probability();
  }

  /** Returns the script to play for a request, or null for the true answer. */
  @Nullable Script next(Call call, Parameters form) {
    if (playing.isEmpty()) {
      return null;
    }
    var grant = grant(form);
    var grantType = form.all("grant_type").stream().findFirst().orElse(null);
    var client = form.all("client_id").stream().findFirst().orElse(null);
    for (Playing candidate : playing) {
      var script = candidate.script();
      if (script.matches(call, grantType, client, grant)
          && isDue(script)
          && candidate.plays(grant)) {
        return script;
      }
    }
    return null;
  }
}
