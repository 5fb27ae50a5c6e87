// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.mixedreality;

import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.server.authority.service.AccessKeys;
import io.fleetauth.server.authority.service.ActiveTokens;
import io.fleetauth.server.authority.service.ServiceException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells who asks for a token: the holder of an account key ({@code Bearer <id>:<key>}) or of an
 * access token for the service. The two differ in the colon, which no token has.
 */
final class StsCallers {

  /** Who asks: the object id and the tenant that go into the token. */
  record Caller(UUID account, String id, String tenant) {}

  private static final String NO_TENANT = "00000000-0000-0000-0000-000000000000";
  private static final Pattern SERVICE =
      Pattern.compile("https://sts\\.([a-z0-9]+\\.)?mixedreality\\.azure\\.com");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Map<UUID, MixedRealityAccount> accounts;
  private final ActiveTokens tokens;
  private final AccessKeys nobody;

  /**
   * @param nobody keys that nobody knows, compared when the account is unknown
   */
  StsCallers(Map<UUID, MixedRealityAccount> accounts, ActiveTokens tokens, AccessKeys nobody) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.nobody = nobody;
  }

  /**
   * Returns who asks.
   *
   * @param bearer what followed {@code Bearer}, null when nothing did
   * @param origin scheme, host and port that the request was sent to
   * @throws ServiceException 401 for credentials that open nothing here
   */
  Caller identify(UUID account, @Nullable String bearer, String origin) {
    if (bearer == null) {
      throw refused("The request has no bearer credentials.", "Bearer");
    }
    int colon = bearer.indexOf(':');
    return colon >= 0
        ? byKey(account, bearer.substring(0, colon), bearer.substring(colon + 1))
        : byToken(account, bearer, origin);
  }

  private Caller byKey(UUID account, String id, String key) {
    var known = accounts.get(account);
    boolean opens = (known == null ? nobody : known.keys()).accept(key);
    if (known == null || !opens || !account.toString().equalsIgnoreCase(id)) {
      throw invalid("The account id or the account key is wrong.");
    }
    return new Caller(account, account.toString(), NO_TENANT);
  }

  private Caller byToken(UUID account, String token, String origin) {
    var claims = tokens.active(token);
    if (claims == null) {
      throw invalid("The access token is not valid.");
    }
    if (claims.getAudience().stream().noneMatch(audience -> isHere(audience, claims, origin))) {
      throw invalid("The access token is for another audience.");
    }
    if (!accounts.containsKey(account)) {
      throw invalid("The account is not known.");
    }
    var caller = String.valueOf(claims.getClaim("oid"));
    return new Caller(account, caller, String.valueOf(claims.getClaim("tid")));
  }

  /**
   * The public names of the service, and the address that was called. That comes from the request,
   * so it counts on loopback only, or when the token was issued under the same address: a token for
   * somebody else must not get in by a made-up {@code Host}.
   */
  private static boolean isHere(String audience, JWTClaimsSet claims, String origin) {
    var resource = audience.endsWith("/") ? audience.substring(0, audience.length() - 1) : audience;
    if (SERVICE.matcher(resource).matches()) {
      return true;
    }
    return resource.equals(origin)
        && (LOOPBACK.contains(String.valueOf(URI.create(origin).getHost()))
            || claims.getIssuer().startsWith(origin + "/"));
  }

  private static ServiceException invalid(String message) {
    return refused(
        message, "Bearer error=\"invalid_token\", error_description=\"" + message + "\"");
  }

  private static ServiceException refused(String message, String challenge) {
    return ServiceException.of(401, "Unauthorized", message)
        .withHeader("www-authenticate", challenge);
  }
}
