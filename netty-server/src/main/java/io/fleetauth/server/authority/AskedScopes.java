// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.authority.AuthorityConfig.Client;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/** What clients may ask of a person, and what they may ask of what a person approved. */
final class AskedScopes {

  private static final Scopes DEFAULT = Scopes.of("openid profile offline_access");

  private AskedScopes() {}

  /**
   * Returns the scopes that a person is asked to approve; those for signing in when none is named.
   */
  static Scopes of(Client client, @Nullable String scope) {
    var asked = Scopes.of(scope == null ? "" : scope);
    var scopes = asked.isEmpty() ? DEFAULT : asked;
    if (!client.mayAsk(scopes)) {
      throw new RefusedException(Refusal.SCOPE_NOT_ALLOWED, "The scope is not allowed.");
    }
    TokenAudience.of(scopes, client.id());
    return scopes;
  }

  /**
   * Returns the scopes of new tokens: what was approved or a part of it, never more, unless the
   * client's registration says so. Scopes of OpenID that were not approved are left out and not
   * refused, because MSAL asks for all of them always.
   */
  static Scopes within(Scopes approved, TokenCall call) {
    var client = call.client();
    var asked = Scopes.of(call.form().get("scope", ""));
    var scopes = asked.isEmpty() ? approved : granted(asked, approved, client);
    if (scopes.isEmpty() || !client.mayAsk(scopes)) {
      throw exceeding();
    }
    TokenAudience.of(scopes, client.id());
    return scopes;
  }

  private static Scopes granted(Scopes asked, Scopes approved, Client client) {
    var granted = new LinkedHashSet<String>();
    for (String scope : asked.values()) {
      if (approved.contains(scope) || client.mayAdd(scope)) {
        granted.add(scope);
      } else if (!TokenAudience.OPENID_SCOPES.contains(scope)) {
        throw exceeding();
      }
    }
    return new Scopes(granted);
  }

  private static RefusedException exceeding() {
    return new RefusedException(
        Refusal.SCOPE_NOT_ALLOWED, "The scope exceeds what the user approved.");
  }
}
