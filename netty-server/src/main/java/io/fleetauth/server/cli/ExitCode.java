// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

/** What the exit codes mean; {@link #HELP} shows them below each command. */
final class ExitCode {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int DECLINED = 3;
  static final int EXPIRED = 4;
  static final int NOT_SIGNED_IN = 5;
  static final int UNREACHABLE = 6;
  static final int REFUSED = 7;
  static final int UNUSABLE_STORE = 8;
  static final int INTERRUPTED = 130;

  static final String[] HELP = {
    "0:Done.",
    "1:Failed; the message says why.",
    "2:Wrong command line or configuration.",
    "3:The sign-in was declined.",
    "4:The code expired before anybody approved.",
    "5:Not signed in.",
    "6:The server can not be reached, or will not answer now.",
    "7:The server refused the request.",
    "8:The data folder, its keys or its store can not be used.",
    "130:Interrupted with Ctrl-C."
  };

  private ExitCode() {}
}
