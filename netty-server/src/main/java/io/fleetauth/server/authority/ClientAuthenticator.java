// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toUnmodifiableMap;

import io.fleetauth.server.authority.AuthorityConfig.Client;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds out which client asks, RFC 6749 section 2.3: by post, by Basic, or public by its id. */
final class ClientAuthenticator {

  private final Map<String, Client> clients;

  ClientAuthenticator(List<Client> clients) {
    this.clients = clients.stream().collect(toUnmodifiableMap(Client::id, Function.identity()));
  }

  /** Returns null when there is no such client. */
  @Nullable Client find(String id) {
    return clients.get(id);
  }

  /** Returns the client; a confidential one has shown its secret. */
  Client authenticate(Call call, Parameters form) {
    var basic = call.basic();
    var posted = form.get("client_id");
    if (basic != null && posted != null && !posted.equals(basic.name())) {
      throw new RefusedException(
          Refusal.INVALID_REQUEST, "client_id differs from the Authorization header.");
    }
    var id = basic == null ? form.require("client_id") : basic.name();
    var client = clients.get(id);
    if (client == null) {
      throw new RefusedException(Refusal.UNKNOWN_CLIENT, "The application is not known.");
    }
    checkSecret(client, basic == null ? form.get("client_secret") : basic.secret());
    return client;
  }

  private static void checkSecret(Client client, @Nullable String shown) {
    var secret = client.secret();
    if (secret == null) {
      return;
    }
    if (shown == null || shown.isEmpty()) {
      throw new RefusedException(
          Refusal.SECRET_MISSING, "The request body must contain: 'client_secret'.");
    }
    if (!MessageDigest.isEqual(secret.getBytes(UTF_8), shown.getBytes(UTF_8))) {
      throw new RefusedException(Refusal.WRONG_SECRET, "Invalid client secret provided.");
    }
  }

  /** As {@link #authenticate}, for calls that public clients may not make. */
  Client authenticateConfidential(Call call, Parameters form) {
    var client = authenticate(call, form);
    if (client.isPublic()) {
      throw new RefusedException(
          Refusal.SECRET_MISSING, "Only a client with a secret may ask this.");
    }
    return client;
  }
}
