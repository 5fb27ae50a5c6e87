// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.load.client.Approver;
import io.fleetauth.load.client.OAuthClient;
import io.fleetauth.load.fleet.ClientTokens;
import io.fleetauth.load.fleet.Device;
import io.fleetauth.load.fleet.Fleet;
import io.fleetauth.load.fleet.Flow;
import io.fleetauth.load.fleet.FlowChoice;
import io.fleetauth.load.fleet.Reads;
import io.fleetauth.load.fleet.Recruits;
import io.fleetauth.load.fleet.Refreshes;
import io.fleetauth.load.fleet.SignIns;
import io.fleetauth.load.measure.Operation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Who takes part in a run. */
final class Cast {

  private final Settings settings;
  private final OAuthClient client;
  private final SignIns signIns;
  private final Recruits recruits;
  private final Progress progress;
  private @Nullable Fleet fleet;

  Cast(
      Settings settings,
      OAuthClient client,
      Approver approver,
      Scheduler timer,
      LongSupplier nanos,
      Progress progress) {
    this.settings = settings;
    this.client = client;
    this.progress = progress;
    this.signIns = new SignIns(client, approver, settings.approveAfter(), timer, nanos);
    this.recruits = new Recruits(new SignIns(client, approver, Duration.ZERO, timer, nanos), nanos);
  }

  /**
   * Signs the devices in that the run needs, and returns how many that are. Blocks.
   *
   * @param stop completes when the user has had enough
   */
  int recruit(Mono<Void> stop) {
    if (!settings.needsFleet()) {
      return 0;
    }
    int tenth = Math.max(1, settings.devices() / 10);
    List<Device> devices =
        recruits
            .signIn(settings.devices(), count -> tell(count, tenth))
            .onErrorMap(
                failure ->
                    new LoadException(
                        "no device can be signed in: " + failure.getMessage(), failure))
            .takeUntilOther(stop)
            .block();
    if (devices == null) {
      throw new LoadException("interrupted while the fleet was signed in");
    }
    String missing =
        recruits.failures() == 0 ? "" : "; %,d attempts failed".formatted(recruits.failures());
    progress.line("Fleet    %,d devices signed in%s".formatted(devices.size(), missing));
    var random = new SplittableRandom(settings.seed() + 1);
    fleet = new Fleet(devices, settings.keys().of(devices.size(), random::nextDouble));
    return devices.size();
  }

  private void tell(int count, int tenth) {
    if (count % tenth == 0) {
      progress.passing("Fleet    %,d of %,d signed in".formatted(count, settings.devices()));
    }
  }

  /** Returns what arrivals do; the fleet must be there. */
  FlowChoice flows(Map<Operation, Integer> weights) {
    var flows = new LinkedHashMap<Flow, Integer>();
    weights.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(weight -> flows.put(flow(weight.getKey()), weight.getValue()));
    return new FlowChoice(flows, new SplittableRandom(settings.seed() + 2)::nextDouble);
  }

  private Flow flow(Operation operation) {
    return switch (operation) {
      case SIGN_IN -> signIns;
      case TOKEN_READ -> new Reads(client, fleet());
      case REFRESH -> new Refreshes(client, fleet());
      case CLIENT_CREDENTIALS -> new ClientTokens(client);
      default -> throw new IllegalArgumentException("nothing begins with a " + operation.title());
    };
  }

  private Fleet fleet() {
    Fleet signedIn = fleet;
    if (signedIn == null) {
      throw new IllegalStateException("no fleet");
    }
    return signedIn;
  }
}
