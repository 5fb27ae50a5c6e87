// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version of the API: a date, so that versions compare as texts do.
 *
 * @param value what goes into the query
 */
record ApiVersion(String value) {

  private static final Pattern FORM = Pattern.compile("\\d{4}-\\d\\d-\\d\\d(-preview\\d{0,3})?");

  /** Before it, operations had other paths. */
  private static final String OLDEST = "2021";

  /** The last one whose exchange of tokens of Teams takes nothing but the token. */
  private static final String TOKEN_ONLY = "2021-10-31-preview";

  private static final String CUSTOM_ID = "2025-03-02-preview";
  private static final String EXTERNAL_ID = "2025-04-01-preview";

  ApiVersion {
    if (!FORM.matcher(requireNonNull(value, "apiVersion")).matches()) {
      throw new IllegalArgumentException("apiVersion is not a date such as 2023-10-01");
    }
    if (value.compareTo(OLDEST) < 0) {
      throw new IllegalArgumentException("apiVersion " + value + " is not supported any more");
    }
  }

  boolean exchangesTokenOnly() {
    return value.compareTo(TOKEN_ONLY) <= 0;
  }

  /** Returns what this version calls an external id. */
  String externalId() {
    String name = externalIdIfAny();
    if (name == null) {
      throw new IllegalStateException(
          "apiVersion "
              + value
              + " has no external ids and can not get users; "
              + EXTERNAL_ID
              + " can");
    }
    return name;
  }

  private @Nullable String externalIdIfAny() {
    return switch (value) {
      case CUSTOM_ID -> "customId";
      case EXTERNAL_ID -> "externalId";
      default -> null;
    };
  }
}
