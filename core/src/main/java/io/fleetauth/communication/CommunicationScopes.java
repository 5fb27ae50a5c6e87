// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

/** What tokens of an identity may be for. The set is open: the service may know more. */
public final class CommunicationScopes {

  /** Chat without restrictions. */
  public static final String CHAT = "chat";

  /** Chat without creating, deleting and changing threads. */
  public static final String CHAT_JOIN = "chat.join";

  /** Like {@link #CHAT_JOIN}, and without adding and removing participants. */
  public static final String CHAT_JOIN_LIMITED = "chat.join.limited";

  /** Calls without restrictions. */
  public static final String VOIP = "voip";

  /** Calls without starting new ones. */
  public static final String VOIP_JOIN = "voip.join";

  private CommunicationScopes() {}
}
