// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

import com.nimbusds.jwt.JWTClaimsSet;
import io.fleetauth.server.authority.service.ActiveTokens;
import io.fleetauth.server.authority.service.ServiceException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which resource a request may act on: by the signature of an access key, or by an access
 * token for the service.
 */
final class CommunicationCallers {

  /** Audience of tokens that act on resources. */
  static final String AUDIENCE = "https://communication.azure.com";

  private static final Logger LOG = LoggerFactory.getLogger(CommunicationCallers.class);

  private final List<CommunicationResource> resources;
  private final Set<String> ownHosts;
  private final ActiveTokens tokens;
  private final Clock clock;

  /**
   * @param ownHosts names of this server beside what {@code Host} says, with and without port
   */
  CommunicationCallers(
      List<CommunicationResource> resources,
      Set<String> ownHosts,
      ActiveTokens tokens,
      Clock clock) {
    this.resources = resources;
    this.ownHosts = ownHosts;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** Returns the resource; refuses with 401 {@code Denied}. */
  CommunicationResource resource(HmacRequest request, @Nullable String bearer, byte[] body) {
    try {
      if (request.isSigned()) {
        return signer(request, body);
      }
      require(bearer, AUDIENCE);
      return called(request.host()).get(0);
    } catch (DeniedException e) {
      LOG.debug("{} is denied: {}", request, e.getMessage());
      throw denied();
    }
  }

  /** Returns the claims of a person's token for that audience; refuses with 401 {@code Denied}. */
  JWTClaimsSet person(@Nullable String bearer, String audience) {
    try {
      var claims = require(bearer, audience);
      if (claims.getClaim("preferred_username") == null) {
        throw new DeniedException("the access token is not of a person");
      }
      return claims;
    } catch (DeniedException e) {
      LOG.debug("An exchange is denied: {}", e.getMessage());
      throw denied();
    }
  }

  private static ServiceException denied() {
    return ServiceException.of(401, "Denied", "Denied by the resource provider.")
        .withHeader("www-authenticate", "HMAC-SHA256, Bearer");
  }

  private JWTClaimsSet require(@Nullable String bearer, String audience) {
    var claims = bearer == null ? null : tokens.active(bearer);
    if (claims == null) {
      throw new DeniedException("there is no signature and no valid access token");
    }
    if (!isFor(claims, audience)) {
      throw new DeniedException("the access token is for another audience");
    }
    return claims;
  }

  /** Returns whether the token is for that audience, with or without a slash at the end. */
  static boolean isFor(JWTClaimsSet claims, String audience) {
    return claims.getAudience().contains(audience) || claims.getAudience().contains(audience + "/");
  }

  private CommunicationResource signer(HmacRequest request, byte[] body) {
    var claimed = request.claimed(body, clock.instant());
    for (CommunicationResource resource : called(request.host())) {
      for (String host : hosts(request.host(), resource)) {
        var text = request.stringToSign(claimed, host);
        if (resource.signingKeys().stream()
            .anyMatch(key -> Hmac.isSignatureOf(claimed.signature(), text, key))) {
          return resource;
        }
      }
    }
    throw new DeniedException("the signature is not made with a key of the resource");
  }

  /** Clients in Java sign the host without its port, whatever they send. */
  private Set<String> hosts(@Nullable String sent, CommunicationResource resource) {
    var hosts = new LinkedHashSet<String>();
    if (sent != null) {
      hosts.add(sent);
      hosts.add(withoutPort(sent));
    }
    hosts.addAll(resource.hosts());
    hosts.addAll(ownHosts);
    return hosts;
  }

  /** Returns the resources that have this name, else those without any; never none. */
  List<CommunicationResource> called(@Nullable String host) {
    var name = host == null ? "" : withoutPort(host);
    var named = new ArrayList<CommunicationResource>();
    var unnamed = new ArrayList<CommunicationResource>();
    for (CommunicationResource resource : resources) {
      if (resource.hosts().contains(name) || (host != null && resource.hosts().contains(host))) {
        named.add(resource);
      } else if (resource.hosts().isEmpty()) {
        unnamed.add(resource);
      }
    }
    if (named.isEmpty() && unnamed.isEmpty()) {
      throw new DeniedException("no resource has the host name of the request");
    }
    return named.isEmpty() ? unnamed : named;
  }

  static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
