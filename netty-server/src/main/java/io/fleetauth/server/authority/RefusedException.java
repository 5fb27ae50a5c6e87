// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

/**
 * A request is refused; {@link Refusals} words the answer. Has no stack trace: ordinary traffic.
 */
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  RefusedException(Refusal refusal, String text) {
    super(text, null, false, false);
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }

  String text() {
    var message = getMessage();
    return message == null ? "" : message;
  }
}
