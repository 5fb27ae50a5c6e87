// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static io.fleetauth.oauth.ErrorCode.INVALID_GRANT;
import static io.fleetauth.oauth.ErrorCode.INVALID_TOKEN;

import io.fleetauth.endpoint.Discovery;
import io.fleetauth.endpoint.RevocationEndpoint;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.oauth.RefreshToken;
import java.net.URI;
import reactor.core.publisher.Mono;

/** The revocation endpoint over HTTP, RFC 7009 section 2. */
record HttpRevocationEndpoint(BackChannel channel, Discovery discovery)
    implements RevocationEndpoint {

  @Override
  public Mono<Void> revoke(RefreshToken token) {
    return discovery
        .metadata()
        .flatMap(metadata -> Mono.justOrEmpty(metadata.revocationEndpoint()))
        .flatMap(endpoint -> revokeAt(endpoint, token))
        .onErrorResume(HttpRevocationEndpoint::isUnknownToken, refusal -> Mono.empty())
        .then();
  }

  private Mono<HttpAnswer> revokeAt(URI endpoint, RefreshToken token) {
    Form form = Form.EMPTY.with("token", token.value()).with("token_type_hint", "refresh_token");
    return channel.post("revocation response", endpoint, form);
  }

  /** Servers that know no section 2.2 refuse what they do not know. */
  private static boolean isUnknownToken(Throwable failure) {
    return failure instanceof OAuthException refusal
        && (refusal.is(INVALID_TOKEN) || refusal.is(INVALID_GRANT));
  }
}
