// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static io.fleetauth.server.authority.Settings.orElse;
import static io.fleetauth.server.authority.Settings.unique;

import io.fleetauth.server.authority.communication.CommunicationResource;
import io.fleetauth.server.authority.mixedreality.MixedRealityAccount;
import java.util.List;

/**
 * Configuration of the Azure services in the {@link Authority}.
 *
 * @param mixedReality accounts of the Mixed Reality services; when there is none, one whose id is
 *     the same everywhere and whose keys are generated into the data folder
 * @param communication resources of Communication Services; when there is none, one like that
 */
public record ServicesConfig(
    List<MixedRealityAccount> mixedReality, List<CommunicationResource> communication) {

  static final ServicesConfig DEFAULTS = new ServicesConfig(List.of(), List.of());

  public ServicesConfig {
    mixedReality = List.copyOf(orElse(mixedReality, List.<MixedRealityAccount>of()));
    unique(mixedReality.stream().map(each -> each.id().toString()).toList(), "mixed-reality");
    communication = List.copyOf(orElse(communication, List.<CommunicationResource>of()));
    unique(communication.stream().map(each -> each.id().toString()).toList(), "communication");
  }
}
