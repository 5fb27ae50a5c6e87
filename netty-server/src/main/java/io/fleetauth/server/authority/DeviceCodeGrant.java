// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.authority.DeviceGrants.Decided;
import io.fleetauth.server.authority.TokenIssuer.ForUser;
import io.fleetauth.server.authority.TokenIssuer.Issued;
import io.fleetauth.server.reply.Reply;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Polls and redemption, RFC 8628 section 3.4. Polls are answered where they arrive. */
final class DeviceCodeGrant implements TokenHandler.Grant {

  private final DeviceGrants grants;
  private final RefreshFamilies families;
  private final Users users;
  private final TokenIssuer issuer;
  private final AuthorityStore store;
  private final Scheduler workers;
  private final Ledger ledger;

  DeviceCodeGrant(
      DeviceGrants grants,
      RefreshFamilies families,
      Users users,
      TokenIssuer issuer,
      AuthorityStore store,
      Scheduler workers,
      Ledger ledger) {
    this.grants = grants;
    this.families = families;
    this.users = users;
    this.issuer = issuer;
    this.store = store;
    this.workers = workers;
    this.ledger = ledger;
  }

  @Override
  public Mono<Reply> redeem(TokenCall call) {
    ledger.count(Ledger.Entry.POLLS);
    return grants
        .poll(call.form().require("device_code"), call.client().id(), call.tenant().id())
        .flatMap(decided -> refusedOr(decided, call));
  }

  private Mono<Reply> refusedOr(Decided decided, TokenCall call) {
    var refusal = decided.poll().refusal();
    if (refusal == null) {
      return Mono.fromCallable(() -> issue(decided, call))
          .subscribeOn(workers)
          .flatMap(ready -> deliver(ready, decided))
          .doOnError(failure -> grants.undo(decided));
    }
    if (refusal == Refusal.SLOW_DOWN) {
      ledger.count(Ledger.Entry.EARLY_POLLS);
    }
    if (decided.poll().next().state() == DeviceGrant.State.BURNED
        && decided.before().state() != DeviceGrant.State.BURNED) {
      ledger.count(Ledger.Entry.BURNED_CODES);
    }
    return Mono.error(new RefusedException(refusal, text(refusal)));
  }

  /** Tokens that wait for their rows to be durable; a family of null means no refresh token. */
  private record Ready(Issued issued, @Nullable RefreshFamily family) {}

  private Ready issue(Decided decided, TokenCall call) {
    var grant = decided.poll().next();
    var name = grant.user();
    var user = name == null ? null : users.find(name);
    if (user == null || !users.mayUse(user)) {
      throw new RefusedException(Refusal.USER_DISABLED, "The user account is disabled.");
    }
    var client = call.client();
    var family =
        client.grants().contains(GrantType.REFRESH_TOKEN)
            ? families.start(client.id(), grant.tenantId(), user.name(), grant.scope())
            : null;
    var scopes = Scopes.of(grant.scope());
    return new Ready(issuer.issue(ForUser.of(call, user, scopes, family)), family);
  }

  private Mono<Reply> deliver(Ready ready, Decided decided) {
    var rows = new ArrayList<>(ready.issued().rows());
    rows.add(decided.poll().next().row());
    var family = ready.family();
    if (family != null) {
      rows.add(family.row());
    }
    return store
        .write(rows)
        .doOnError(failure -> forget(family))
        .doOnSuccess(done -> ledger.count(Ledger.Entry.REDEMPTIONS))
        .then(Mono.fromSupplier(() -> Reply.json(ready.issued().body())));
  }

  private void forget(@Nullable RefreshFamily family) {
    if (family != null) {
      families.forget(family);
    }
  }

  private static String text(Refusal refusal) {
    return switch (refusal) {
      case AUTHORIZATION_PENDING ->
          "OAuth 2.0 device flow error. Authorization is pending. Continue polling.";
      case SLOW_DOWN -> "OAuth 2.0 device flow error. Polling too fast. Slow down by 5 seconds.";
      case ACCESS_DENIED -> "The end user denied the authorization request.";
      case EXPIRED_CODE -> "This device code has expired.";
      case CODE_USED -> "This device code was redeemed already.";
      default -> "The device code is not valid for this client.";
    };
  }
}
