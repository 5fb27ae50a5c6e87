// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

import io.fleetauth.server.authority.service.ServiceException;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The identities of all resources. What a {@code Mono} emitted is durable. Thread-safe. */
final class Identities {

  private final ConcurrentMap<String, Identity> byId = new ConcurrentHashMap<>();
  private final ConcurrentMap<External, String> byExternalId = new ConcurrentHashMap<>();
  private final IdentityStore store;
  private final RandomGenerator random;
  private final int most;

  private record External(UUID resource, String id) {}

  /** An identity, and whether it was made just now. */
  record Found(Identity identity, boolean created) {}

  /**
   * @param random used on the thread of the caller
   * @param most identities that are kept at a time
   */
  Identities(Collection<Identity> stored, IdentityStore store, RandomGenerator random, int most) {
    stored.forEach(this::put);
    this.store = store;
    this.random = random;
    this.most = most;
  }

  private void put(Identity identity) {
    byId.put(identity.id(), identity);
    if (identity.externalId() != null) {
      byExternalId.put(new External(identity.resource(), identity.externalId()), identity.id());
    }
  }

  /**
   * Makes an identity, or finds the one that has the external id already.
   *
   * @param issuedAt when its first token is issued; null for none
   */
  Mono<Found> create(
      CommunicationResource resource, @Nullable String externalId, @Nullable Instant issuedAt) {
    var id = resource.prefix() + new UUID(random.nextLong(), random.nextLong());
    if (externalId == null) {
      return add(new Identity(id, resource.id(), 1, 0, null, issuedAt, false));
    }
    var other = byExternalId.putIfAbsent(new External(resource.id(), externalId), id);
    return other == null
        ? add(new Identity(id, resource.id(), 1, 0, externalId, issuedAt, false))
        : ensure(resource, other, externalId, issuedAt);
  }

  /** Finds the identity with this id, or makes it. */
  Mono<Found> ensure(
      CommunicationResource resource,
      String id,
      @Nullable String externalId,
      @Nullable Instant issuedAt) {
    var changed =
        byId.computeIfPresent(
            id, (any, old) -> issuedAt == null ? old : old.tokenIssuedAt(issuedAt));
    return changed == null
        ? add(new Identity(id, resource.id(), 1, 0, externalId, issuedAt, false))
        : store.save(changed).thenReturn(new Found(changed, false));
  }

  private Mono<Found> add(Identity identity) {
    if (byId.size() >= most) {
      throw ServiceException.of(429, "TooManyRequests", "There are too many identities.")
          .withHeader("retry-after", "60");
    }
    put(identity);
    return store.save(identity).thenReturn(new Found(identity, true));
  }

  /** Returns null for an id that is not known or of another resource. */
  @Nullable Identity find(CommunicationResource resource, String id) {
    var found = byId.get(id);
    return found != null && found.resource().equals(resource.id()) ? found : null;
  }

  /** Returns null for an id that is not known. */
  @Nullable Identity find(String id) {
    return byId.get(id);
  }

  Mono<Identity> tokenIssued(CommunicationResource resource, String id, Instant now) {
    return change(resource, id, identity -> identity.tokenIssuedAt(now));
  }

  /** Ends all tokens of the identity. */
  Mono<Identity> revoke(CommunicationResource resource, String id) {
    return change(resource, id, Identity::revoked);
  }

  private Mono<Identity> change(
      CommunicationResource resource, String id, UnaryOperator<Identity> change) {
    requireOwned(resource, id);
    var changed = byId.computeIfPresent(id, (any, old) -> change.apply(old));
    if (changed == null) { // deleted just now
      throw notOwned();
    }
    return store.save(changed).thenReturn(changed);
  }

  /** Forgets the identity and ends all its tokens. */
  Mono<Identity> delete(CommunicationResource resource, String id) {
    requireOwned(resource, id);
    var gone = byId.remove(id);
    if (gone == null) {
      throw notOwned();
    }
    if (gone.externalId() != null) {
      byExternalId.remove(new External(resource.id(), gone.externalId()));
    }
    return store.save(gone.gone()).thenReturn(gone);
  }

  void requireOwned(CommunicationResource resource, String id) {
    if (find(resource, id) == null) {
      throw notOwned();
    }
  }

  private static ServiceException notOwned() {
    return ServiceException.of(
        401, "IdentityNotOwned", "Provided identity doesn't belong to the resource.");
  }
}
