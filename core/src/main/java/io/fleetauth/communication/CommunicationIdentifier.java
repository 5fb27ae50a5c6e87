// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

/**
 * Who takes part in a communication. Values are immutable; two with the same raw id are equal when
 * {@link #parse} made them.
 */
public sealed interface CommunicationIdentifier
    permits CommunicationUserIdentifier,
        TeamsExtensionUserIdentifier,
        MicrosoftTeamsUserIdentifier,
        MicrosoftTeamsAppIdentifier,
        PhoneNumberIdentifier,
        UnknownIdentifier {

  /** Returns the one text for it, such as {@code 8:acs:…} or {@code 4:+15551234567}. */
  String rawId();

  /**
   * Returns the kind that the raw id is of; {@link UnknownIdentifier} for what makes no sense.
   * {@code parse(id).rawId()} is {@code id} again.
   *
   * @throws IllegalArgumentException when {@code rawId} is blank
   */
  static CommunicationIdentifier parse(String rawId) {
    return RawIds.parse(rawId);
  }
}
