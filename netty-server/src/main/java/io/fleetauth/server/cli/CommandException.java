// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import org.jspecify.annotations.Nullable;

/** A command failed; the message is one line for people, with what to do about it. */
final class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String problem;

  CommandException(int exitCode, String message) {
    this(exitCode, message, null);
  }

  CommandException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.problem = message;
  }

  String problem() {
    return problem;
  }

  int exitCode() {
    return exitCode;
  }
}
