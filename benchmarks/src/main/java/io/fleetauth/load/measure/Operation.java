// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.measure;

import java.util.Locale;
import java.util.Set;

/** What is measured apart. */
public enum Operation {
  /** From the moment a device wants in until it has tokens, the person's time included. */
  SIGN_IN("sign-in, whole", false),
  /** From the answer to the person's approval until the device has tokens. */
  APPROVAL_TO_TOKEN("approval to token", false),
  DEVICE_AUTHORIZATION("device authorization", true),
  POLL("poll", true),
  /** All pages that a person goes through, or one call of a control API. */
  APPROVAL("approval", false),
  TOKEN_READ("token read", true),
  REFRESH("refresh", true),
  CLIENT_CREDENTIALS("client credentials", true);

  private static final Set<String> ARRIVALS =
      Set.of("sign-in", "token-read", "refresh", "client-credentials");

  private final String title;
  private final boolean request;

  Operation(String title, boolean request) {
    this.title = title;
    this.request = request;
  }

  /** Returns what to call it in a report. */
  public String title() {
    return title;
  }

  /** Returns whether it is one request, so that it has a service time of its own. */
  public boolean isRequest() {
    return request;
  }

  /** Returns whether a device or a client may arrive for it, as opposed to a step of something. */
  public boolean isArrival() {
    return isArrival(key());
  }

  /** Returns the same for the name of an operation. */
  public static boolean isArrival(String key) {
    return ARRIVALS.contains(key);
  }

  /** Returns its name in JSON and on the command line. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
