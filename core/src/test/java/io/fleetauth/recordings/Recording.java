// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.recordings;

import java.util.List;

/**
 * What a real client and a real service said to each other.
 *
 * @param name of the file
 */
public record Recording(String name, List<Recorded> operations) {

  public Recording {
    operations = List.copyOf(operations);
  }

  @Override
  public String toString() {
    return name;
  }
}
