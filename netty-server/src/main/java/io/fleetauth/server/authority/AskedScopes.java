// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.authority.AuthorityConfig.Client;
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
   * client's registration says so.
   */
  static Scopes within(Scopes approved, TokenCall call) {
    var client = call.client();
    var asked = Scopes.of(call.form().get("scope", ""));
    boolean allowed =
        asked.values().stream().allMatch(each -> approved.contains(each) || client.mayAdd(each));
    if (!allowed || !client.mayAsk(asked)) {
      throw new RefusedException(
          Refusal.SCOPE_NOT_ALLOWED, "The scope exceeds what the user approved.");
    }
    var scopes = asked.isEmpty() ? approved : asked;
    TokenAudience.of(scopes, client.id());
    return scopes;
  }
}
