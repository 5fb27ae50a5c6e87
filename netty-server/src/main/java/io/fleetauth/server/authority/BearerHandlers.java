// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What an access token opens here: user info, and an API to try a token on. RFC 6750. */
final class BearerHandlers {

  private static final String CHALLENGE = "Bearer realm=\"fleetauth\"";

  private final AccessTokens accessTokens;
  private final Users users;
  private final Scheduler workers;

  BearerHandlers(AccessTokens accessTokens, Users users, Scheduler workers) {
    this.accessTokens = accessTokens;
    this.users = users;
    this.workers = workers;
  }

  /** {@code GET /{tenant}/openid/userinfo}, OpenID Connect Core section 5.3. */
  Mono<Reply> userInfo(Call call) {
    return answer(call, List.of("sub", "name", "preferred_username", "oid", "tid"));
  }

  /** {@code GET /api/me}: a protected API that says who calls. */
  Mono<Reply> me(Call call) {
    return answer(
        call, List.of("sub", "name", "preferred_username", "oid", "tid", "azp", "scp", "aud"));
  }

  private Mono<Reply> answer(Call call, List<String> members) {
    var token = call.bearer();
    if (token == null) {
      return Mono.just(Reply.empty(401).withHeader("www-authenticate", CHALLENGE));
    }
    return Mono.fromCallable(() -> answer(token, members)).subscribeOn(workers);
  }

  private Reply answer(String token, List<String> members) {
    var claims = active(token);
    if (claims == null) {
      return Reply.oauthError(401, ErrorCode.INVALID_TOKEN, "The access token is not valid.")
          .withHeader("www-authenticate", CHALLENGE + ", error=\"invalid_token\"");
    }
    return Reply.json(selected(claims, members));
  }

  /** Returns the claims of a token that is in force and whose owner may still sign in. */
  @Nullable JWTClaimsSet active(String token) {
    var claims = accessTokens.active(token);
    return claims != null && ownerMayUse(claims) ? claims : null;
  }

  private boolean ownerMayUse(JWTClaimsSet claims) {
    if (!(claims.getClaim("preferred_username") instanceof String name)) {
      return true; // a client's own token
    }
    var user = users.find(name);
    return user != null && users.mayUse(user);
  }

  private static Map<String, Object> selected(JWTClaimsSet claims, List<String> members) {
    var all = claims.toJSONObject();
    var body = new LinkedHashMap<String, Object>();
    for (String member : members) {
      var value = all.get(member);
      if (value != null) {
        body.put(member, value);
      }
    }
    return body;
  }
}
