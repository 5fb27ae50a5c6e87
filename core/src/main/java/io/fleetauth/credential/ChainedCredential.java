// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.fleetauth.oauth.AccessToken;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Several credentials, of which the first that can be used here is used: one after the other is
 * asked until one is not {@link CredentialUnavailableException unavailable}. A refusal ends the
 * search. The one that gave a token is asked first from then on; should it become unavailable, the
 * search begins again. Thread-safe.
 */
public final class ChainedCredential implements Credential, AutoCloseable {

  private record Link(String name, Credential credential) {

    private Mono<AccessToken> token(CredentialRequest request) {
      return credential.token(request);
    }
  }

  private final List<Link> links;
  private final AtomicReference<@Nullable Link> winner = new AtomicReference<>();

  private ChainedCredential(List<Link> links) {
    this.links = List.copyOf(links);
  }

  /** Asks in this order; in errors each is called by the name of its class. */
  public static ChainedCredential of(Credential... credentials) {
    var builder = builder();
    for (Credential credential : credentials) {
      builder.add(credential.getClass().getSimpleName(), credential);
    }
    return builder.build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Returns the names in the order in which they are asked. */
  public List<String> names() {
    return links.stream().map(Link::name).toList();
  }

  @Override
  public Mono<AccessToken> token(CredentialRequest request) {
    Link known = winner.get();
    return known == null
        ? Mono.defer(() -> searched(request))
        : known
            .token(request)
            .onErrorResume(
                CredentialUnavailableException.class, gone -> searchedAnew(known, request));
  }

  /** Closes those of its credentials that can be closed. */
  @Override
  public void close() {
    links.forEach(link -> Closing.close(link.credential()));
  }

  private Mono<AccessToken> searchedAnew(Link gone, CredentialRequest request) {
    winner.compareAndSet(gone, null);
    return searched(request);
  }

  private Mono<AccessToken> searched(CredentialRequest request) {
    var reasons = new ArrayList<String>();
    return Flux.fromIterable(links)
        .concatMap(link -> asked(link, request, reasons), 1)
        .next()
        .switchIfEmpty(Mono.error(() -> unavailable(reasons)));
  }

  /** Empty when the credential is unavailable. */
  private Mono<AccessToken> asked(Link link, CredentialRequest request, List<String> reasons) {
    return Mono.defer(() -> link.token(request))
        .doOnNext(token -> winner.set(link))
        .onErrorResume(
            CredentialUnavailableException.class,
            reason -> {
              reasons.add(link.name() + ": " + reason.getMessage());
              return Mono.empty();
            });
  }

  private static CredentialUnavailableException unavailable(List<String> reasons) {
    return new CredentialUnavailableException(
        reasons.stream().collect(joining("; ", "no credential is available here: ", "")));
  }

  /** Gathers the credentials in order. */
  public static final class Builder {

    private final List<Link> links = new ArrayList<>();

    private Builder() {}

    /**
     * @param name what it is called in errors
     */
    public Builder add(String name, Credential credential) {
      links.add(new Link(requireNonNull(name, "name"), requireNonNull(credential, "credential")));
      return this;
    }

    /**
     * @throws IllegalArgumentException when there is none
     */
    public ChainedCredential build() {
      if (links.isEmpty()) {
        throw new IllegalArgumentException("credentials must not be empty");
      }
      return new ChainedCredential(links);
    }
  }
}
