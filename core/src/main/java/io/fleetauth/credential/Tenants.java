// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which tenants a credential may be asked for.
 *
 * @param own the one it asks when nobody says another; {@code null} when the authorization server
 *     knows no tenants
 * @param allowed which others; {@code *} for all
 */
record Tenants(@Nullable String own, Set<String> allowed) {

  private static final Pattern FORM = Pattern.compile("[0-9a-zA-Z.-]+");
  static final String ANY = "*";

  Tenants {
    allowed = Set.copyOf(allowed);
  }

  /**
   * Returns the tenant to ask when it is not the own one, else {@code null}.
   *
   * @throws IllegalArgumentException when the credential may not be used for it
   */
  @Nullable String other(@Nullable String requested) {
    if (requested == null || requested.equals(own)) {
      return null;
    }
    checkForm("tenantId", requested);
    if (own == null) {
      throw new IllegalArgumentException(
          "tenantId: the authorization server of this credential has no tenants, was asked for "
              + requested);
    }
    if (!allowed.contains(ANY) && !allowed.contains(requested)) {
      throw new IllegalArgumentException(
          "tenantId: this credential is for "
              + own
              + ", and "
              + requested
              + " is not among its additionallyAllowedTenants");
    }
    return requested;
  }

  static String checkForm(String name, String tenant) {
    if (!FORM.matcher(tenant).matches()) {
      throw new IllegalArgumentException(
          name + " must be letters, digits, '.' and '-', was '" + tenant + "'");
    }
    return tenant;
  }
}
