// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.assertion;

/** An assertion does not prove who the client is. Has no stack trace: ordinary traffic. */
public final class AssertionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Problem {
    /** No signed JWT, an algorithm that is not taken, or claims that are missing. */
    MALFORMED,
    /** It speaks of another client. */
    OTHER_CLIENT,
    /** None of the client's certificates or issuer's keys signed it. */
    NOT_SIGNED_BY_REGISTERED_KEY,
    /** Expired, not yet valid, or valid for too long. */
    NOT_IN_TIME,
    /** Meant for another server. */
    OTHER_AUDIENCE,
    /** Shown before. */
    REPLAYED,
    /** The client has no federated credential at all. */
    NOT_FEDERATED,
    UNKNOWN_ISSUER,
    UNKNOWN_SUBJECT,
    UNKNOWN_AUDIENCE,
    /** The keys of the issuer can not be had now. */
    KEYS_UNAVAILABLE
  }

  private final Problem problem;

  AssertionException(Problem problem, String text) {
    super(text, null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }

  /** Returns a sentence for the developer of the client, without any part of the signature. */
  public String text() {
    var message = getMessage();
    return message == null ? "" : message;
  }
}
