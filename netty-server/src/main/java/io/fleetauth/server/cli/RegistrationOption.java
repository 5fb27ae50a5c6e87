// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.session.DeviceId;
import picocli.CommandLine.Option;

/** Which session of this machine is meant. */
final class RegistrationOption {

  static final String DEFAULT = "default";

  @Option(
      names = "--registration",
      paramLabel = "NAME",
      defaultValue = DEFAULT,
      description = "Name of the client registration on this machine; default ${DEFAULT-VALUE}.")
  String registration = DEFAULT;

  @Option(
      names = "--device",
      paramLabel = "ID",
      defaultValue = "this-machine",
      description = "Name of the device; default ${DEFAULT-VALUE}.")
  String device = "this-machine";

  DeviceId deviceId() {
    try {
      return new DeviceId(device);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--device: " + e.getMessage(), e);
    }
  }
}
