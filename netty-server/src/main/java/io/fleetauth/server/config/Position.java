// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

/**
 * Where a value was written.
 *
 * @param source file name, or how else the value came in
 * @param line from 1, or 0 where the source has no lines
 * @param column from 1, or 0 where the source has no lines
 */
record Position(String source, int line, int column) {

  static Position of(String source) {
    return new Position(source, 0, 0);
  }

  ConfigException error(String problem) {
    return new ConfigException(this + ": " + problem);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
