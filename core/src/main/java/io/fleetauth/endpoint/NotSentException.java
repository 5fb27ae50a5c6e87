// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.endpoint;

import java.io.IOException;

/** The request did not go out, because its {@link SendPermit} was withdrawn while it waited. */
public final class NotSentException extends IOException {

  private static final long serialVersionUID = 1L;

  public NotSentException() {
    super("the request waited too long and was not sent");
  }

  /** Has no stack trace: it says nothing of the caller, and Netty logs it. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
