// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.authority.AuthorityConfig.Client;
import io.fleetauth.server.authority.Tenants.Tenant;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A good authorization request, RFC 6749 section 4.1.1, RFC 7636 section 4.3, OpenID Connect Core
 * section 3.1.2.1.
 *
 * @param redirectUri as the code is bound to it; null when the request named none
 * @param challenge S256, or null without PKCE
 * @param loginHint user name that the client proposes
 * @param maxAge how old the sign-in of the person may be
 * @param query the whole request again, for the pages on the way
 */
record AuthorizationRequest(
    Client client,
    Tenant tenant,
    ReturnAddress back,
    @Nullable String redirectUri,
    Scopes scopes,
    @Nullable String nonce,
    @Nullable String challenge,
    Set<Prompt> prompt,
    @Nullable String loginHint,
    @Nullable Duration maxAge,
    String query) {

  /** What the client asks to be shown. */
  enum Prompt {
    NONE,
    LOGIN,
    CONSENT,
    SELECT_ACCOUNT
  }

  boolean prompts(Prompt asked) {
    return prompt.contains(asked);
  }

  /**
   * Returns whether the person is asked although they agreed before: because the client says so, or
   * because another program could pretend to be it (RFC 8252 section 8.6).
   */
  boolean alwaysAsks() {
    return prompts(Prompt.CONSENT)
        || prompts(Prompt.SELECT_ACCOUNT)
        || (client.isPublic() && !RedirectUris.namesItsClient(back.redirectUri()));
  }

  /** Returns the page of one step, with the request in its query. */
  String page(String step) {
    return "/authorize/" + tenant.name() + step + "?" + query;
  }

  /** Shows no value that a client made up. */
  @Override
  public String toString() {
    return "AuthorizationRequest[client=" + client.id() + ", scopes=" + scopes + "]";
  }
}
