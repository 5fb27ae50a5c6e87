// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import org.jspecify.annotations.Nullable;

/**
 * A phone.
 *
 * @param phoneNumber E.164 with its plus sign, perhaps with {@code _} and an asserted id, or {@code
 *     anonymous}
 */
public record PhoneNumberIdentifier(String phoneNumber) implements CommunicationIdentifier {

  private static final String ANONYMOUS = "anonymous";

  public PhoneNumberIdentifier {
    RawIds.notBlank(phoneNumber, "phoneNumber");
  }

  /** Returns whether the number is withheld. */
  public boolean isAnonymous() {
    return phoneNumber.equals(ANONYMOUS);
  }

  /**
   * Returns what tells apart calls of one number: the part after the last underscore, or {@code
   * null} when there is none.
   */
  public @Nullable String assertedId() {
    int underscore = phoneNumber.lastIndexOf('_');
    boolean none = underscore < 0 || underscore == phoneNumber.length() - 1;
    return none ? null : phoneNumber.substring(underscore + 1);
  }

  @Override
  public String rawId() {
    return RawIds.PHONE + phoneNumber;
  }
}
