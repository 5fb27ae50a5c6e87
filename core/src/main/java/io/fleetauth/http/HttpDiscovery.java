// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.endpoint.Discovery;
import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.MalformedResponseException;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds the metadata of an issuer: first where OpenID Connect Discovery section 4 puts it (appended
 * to the issuer), then where RFC 8414 section 3.1 does (inserted before the path), then where
 * servers that misread it do. Kept once found; a failure is not kept. Callers at the same time
 * share one search.
 */
final class HttpDiscovery implements Discovery {

  private static final String OAUTH = "/.well-known/oauth-authorization-server";
  private static final String OPENID = "/.well-known/openid-configuration";

  private final BackChannel channel;
  private final String issuer;
  private final Mono<AuthorizationServerMetadata> metadata;

  HttpDiscovery(BackChannel channel, String issuer) {
    this.channel = channel;
    this.issuer = issuer;
    this.metadata = search().cacheInvalidateIf(found -> false);
  }

  @Override
  public Mono<AuthorizationServerMetadata> metadata() {
    return metadata;
  }

  /** Returns where to look, in this order. */
  static List<URI> addresses(String issuer) {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    String path = URI.create(base).getRawPath();
    String origin = base.substring(0, base.length() - path.length());
    var addresses = new LinkedHashSet<String>();
    addresses.add(base + OPENID);
    addresses.add(origin + OAUTH + path);
    addresses.add(base + OAUTH);
    return addresses.stream().map(URI::create).toList();
  }

  private Mono<AuthorizationServerMetadata> search() {
    return Flux.fromIterable(addresses(issuer))
        .concatMap(this::lookAt)
        .next()
        .switchIfEmpty(Mono.error(this::notFound))
        .map(answer -> MetadataResponses.read(answer, issuer));
  }

  /** Empty when nothing is there. */
  private Mono<HttpAnswer> lookAt(URI address) {
    return channel.getIfPresent("authorization server metadata", address);
  }

  private MalformedResponseException notFound() {
    return new MalformedResponseException(
        "no metadata of " + issuer + " (HTTP 404) at " + addresses(issuer));
  }
}
