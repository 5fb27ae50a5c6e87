// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.assertion;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.fleetauth.http.HttpService;
import io.fleetauth.http.Members;
import io.fleetauth.http.ServiceAnswer;
import io.fleetauth.http.ServiceRequest;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.server.authority.assertion.AssertionException.Problem;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Fetches the key set of an issuer, RFC 7517 section 5, by way of its OpenID configuration. */
final class JwksDocument {

  private static final Logger LOG = LoggerFactory.getLogger(JwksDocument.class);
  private static final List<String> PUBLIC = List.of("kty", "use", "alg", "kid", "n", "e", "crv");

  private final HttpService http;
  private final FederatedCredential credential;

  JwksDocument(HttpService http, FederatedCredential credential) {
    this.http = http;
    this.credential = credential;
  }

  /** Emits the keys; every failure is {@link Problem#KEYS_UNAVAILABLE}. */
  Mono<JWKSet> read() {
    return address()
        .flatMap(uri -> get("key set", uri))
        .map(JwksDocument::keys)
        .onErrorMap(IOException.class, this::unavailable)
        .onErrorMap(MalformedResponseException.class, this::unavailable)
        .onErrorMap(IllegalArgumentException.class, this::unavailable)
        .onErrorMap(LimitExceededException.class, this::unavailable);
  }

  private Mono<URI> address() {
    var configured = credential.jwksUri();
    if (configured != null) {
      return Mono.just(configured);
    }
    var issuer = credential.issuer().replaceFirst("/+$", "");
    var uri = URI.create(issuer + "/.well-known/openid-configuration");
    return get("OpenID configuration", uri).map(this::discovered);
  }

  private Mono<Members> get(String label, URI uri) {
    return http.send(ServiceRequest.of(label, "GET", uri), request -> Mono.just(Map.of()))
        .map(JwksDocument::found);
  }

  private static Members found(ServiceAnswer answer) {
    if (answer.status() != 200) {
      throw new MalformedResponseException(answer.label() + " is not there");
    }
    return answer.json();
  }

  private URI discovered(Members configuration) {
    if (!credential.issuer().equals(configuration.required("issuer"))) {
      throw configuration.malformed("issuer", "is not " + credential.issuer());
    }
    var uri = URI.create(configuration.required("jwks_uri"));
    FederatedCredential.requireSafe(uri);
    return uri;
  }

  /** Skips keys of kinds that are not known; RFC 7517 section 5. */
  private static JWKSet keys(Members document) {
    var keys = new ArrayList<JWK>();
    document.objects("keys").forEach(key -> add(keys, key));
    return new JWKSet(keys);
  }

  private static void add(List<JWK> keys, Members key) {
    try {
      keys.add(JWK.parse(members(key)));
    } catch (ParseException | IllegalArgumentException e) {
      LOG.debug("{} has a key of a kind that is not known", key);
    }
  }

  private static Map<String, Object> members(Members key) {
    var members = new LinkedHashMap<String, Object>();
    for (String name : PUBLIC) {
      put(members, name, key);
    }
    put(members, "x", key);
    put(members, "y", key);
    return members;
  }

  private static void put(Map<String, Object> members, String name, Members key) {
    var value = key.text(name);
    if (value != null) {
      members.put(name, value);
    }
  }

  private AssertionException unavailable(Throwable failure) {
    return new AssertionException(
        Problem.KEYS_UNAVAILABLE,
        "The keys of the issuer '%s' can not be had: %s"
            .formatted(credential.issuer(), failure.getMessage()));
  }
}
