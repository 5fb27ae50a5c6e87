// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway.service;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The services whose tokens devices may have, by name; no name may stand for two. */
public record ServicesConfig(
    Map<String, MixedRealityConfig> mixedReality, Map<String, CommunicationConfig> communication) {

  /** No services. */
  public static final ServicesConfig NONE = new ServicesConfig(Map.of(), Map.of());

  public ServicesConfig {
    mixedReality = new LinkedHashMap<>(mixedReality);
    communication = new LinkedHashMap<>(communication);
    for (String name : mixedReality.keySet()) {
      if (communication.containsKey(name)) {
        throw new IllegalArgumentException(
            "the name " + name + " stands for a mixed-reality and a communication service");
      }
    }
  }

  /**
   * Throws {@code IllegalArgumentException} when a service is for no registration, or for one that
   * is not there.
   */
  public void requireKnown(Set<String> registrations) {
    mixedReality.forEach((name, one) -> requireKnown(name, one.registrations(), registrations));
    communication.forEach((name, one) -> requireKnown(name, one.registrations(), registrations));
  }

  private static void requireKnown(String name, Set<String> named, Set<String> known) {
    if (named.isEmpty()) {
      throw new IllegalArgumentException("service " + name + " names no registrations");
    }
    for (String registration : named) {
      if (!known.contains(registration)) {
        throw new IllegalArgumentException(
            "service " + name + " names the registration " + registration + ", which is not there");
      }
    }
  }
}
