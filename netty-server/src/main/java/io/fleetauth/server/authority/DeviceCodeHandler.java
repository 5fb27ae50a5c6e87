// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.AuthorityConfig.Client;
import io.fleetauth.server.authority.DeviceGrants.Started;
import io.fleetauth.server.authority.Tenants.Tenant;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** {@code POST /{tenant}/oauth2/v2.0/devicecode}, RFC 8628 section 3.1 and 3.2. */
final class DeviceCodeHandler implements FormHandler {

  private final Tenants tenants;
  private final ClientAuthenticator clients;
  private final DeviceGrants grants;
  private final Throttle throttle;
  private final Duration lifetime;
  private final Scheduler workers;
  private final Ledger ledger;

  DeviceCodeHandler(
      Tenants tenants,
      ClientAuthenticator clients,
      DeviceGrants grants,
      Throttle throttle,
      Duration lifetime,
      Scheduler workers,
      Ledger ledger) {
    this.tenants = tenants;
    this.clients = clients;
    this.grants = grants;
    this.throttle = throttle;
    this.lifetime = lifetime;
    this.workers = workers;
    this.ledger = ledger;
  }

  @Override
  public Mono<Reply> reply(Call call, Parameters form) {
    var tenant = tenants.of(call);
    return clients
        .authenticate(call, form, tenant)
        .flatMap(asked -> start(call, form, tenant, asked.client()));
  }

  private Mono<Reply> start(Call call, Parameters form, Tenant tenant, Client client) {
    requireAllowed(client);
    var scopes = AskedScopes.of(client, form.get("scope"));
    if (!throttle.take(client.id() + " " + call.source())) {
      ledger.count(Ledger.Entry.THROTTLED);
      throw new RefusedException(
          Refusal.TOO_MANY_REQUESTS, "Too many device codes were asked from this address.");
    }
    return grants
        .start(client.id(), tenant.id(), scopes, call.source())
        .subscribeOn(workers)
        .doOnNext(started -> ledger.count(Ledger.Entry.DEVICE_CODES))
        .map(started -> answer(started, tenant));
  }

  private static void requireAllowed(Client client) {
    if (!client.grants().contains(GrantType.DEVICE_CODE)) {
      throw new RefusedException(
          Refusal.CLIENT_NOT_ALLOWED, "The client may not use the device code flow.");
    }
  }

  private Reply answer(Started started, Tenant tenant) {
    var grant = started.grant();
    var page = tenant.origin() + "/device";
    var code = Codes.shown(grant.userCode());
    var body = new LinkedHashMap<String, Object>();
    body.put("user_code", code);
    body.put("device_code", started.deviceCode().value());
    body.put("verification_uri", page);
    body.put("verification_uri_complete", page + "?user_code=" + code);
    body.put("expires_in", lifetime.toSeconds());
    body.put("interval", grant.interval().toSeconds());
    body.put(
        "message",
        "To sign in, use a web browser to open the page %s and enter the code %s to authenticate."
            .formatted(page, code));
    return Reply.json(body);
  }
}
