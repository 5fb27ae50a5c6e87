// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.BrowserSessions.BrowserSession;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.Reply;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The verification pages, RFC 8628 section 3.3: enter the code, sign in, compare and decide. A code
 * in the URL is only filled in, never submitted. Runs on the workers: passwords are hashed.
 */
final class DevicePages {

  private static final String START = "/device";
  private static final String WRONG_CODE = "That code is not known, was used, or has expired.";
  private static final Duration STYLE_AGE = Duration.ofHours(1);

  private final DeviceGrants grants;
  private final ClientAuthenticator clients;
  private final SignInForms forms;
  private final BrowserSessions sessions;
  private final CodeEntry entry;
  private final Clock clock;
  private final Scheduler workers;
  private final Ledger ledger;
  private final byte[] style = Pages.style();

  /** Blocks while it reads the style sheet. */
  DevicePages(
      DeviceGrants grants,
      ClientAuthenticator clients,
      SignInForms forms,
      BrowserSessions sessions,
      CodeEntry entry,
      Clock clock,
      Scheduler workers,
      Ledger ledger) {
    this.grants = grants;
    this.clients = clients;
    this.forms = forms;
    this.sessions = sessions;
    this.entry = entry;
    this.clock = clock;
    this.workers = workers;
    this.ledger = ledger;
  }

  Mono<Reply> style(Call call) {
    return Mono.just(Reply.content("text/css; charset=utf-8", style).cachedFor(STYLE_AGE));
  }

  Mono<Reply> start(Call call) {
    return Mono.fromCallable(() -> startPage(call)).subscribeOn(workers);
  }

  private Reply startPage(Call call) {
    var session = sessions.of(call);
    var prefilled = call.query().get("user_code", "");
    return sessions.withCookie(Pages.code(200, session, prefilled, null), session, call);
  }

  Mono<Reply> enterCode(Call call) {
    return forms.take(call, this::enteredCode);
  }

  private Mono<Reply> enteredCode(Call call, Parameters form, BrowserSession session) {
    var typed = form.get("user_code", "");
    return switch (entry.check(call.source(), typed)) {
      case THROTTLED -> Mono.just(Pages.code(429, session, "", SignInForms.TOO_MANY));
      case WRONG -> Mono.just(Pages.code(400, session, typed, WRONG_CODE));
      case OPEN -> {
        sessions.save(session.withUserCode(Codes.normalized(typed)));
        yield Mono.just(
            Reply.redirect(session.user() == null ? "/device/login" : "/device/confirm"));
      }
    };
  }

  Mono<Reply> login(Call call) {
    return Mono.fromCallable(() -> loginPage(sessions.of(call), 200, null)).subscribeOn(workers);
  }

  private static Reply loginPage(BrowserSession session, int status, @Nullable String error) {
    var code = session.userCode();
    return code == null
        ? Reply.redirect(START)
        : Pages.login(status, session, Codes.shown(code), error);
  }

  Mono<Reply> signIn(Call call) {
    return forms.take(call, this::signedIn);
  }

  private Mono<Reply> signedIn(Call call, Parameters form, BrowserSession session) {
    var attempt = forms.signIn(call, form, session);
    var next = attempt.session();
    return Mono.just(
        next == null
            ? loginPage(session, attempt.status(), attempt.error())
            : sessions.withCookie(Reply.redirect("/device/confirm"), next, call));
  }

  Mono<Reply> confirm(Call call) {
    return Mono.fromCallable(() -> confirmPage(sessions.of(call))).subscribeOn(workers);
  }

  private Reply confirmPage(BrowserSession session) {
    var code = session.userCode();
    var user = session.user();
    if (code == null || user == null) {
      return Reply.redirect(code == null ? START : "/device/login");
    }
    var grant = grants.openByUserCode(code);
    if (grant == null) {
      return Pages.code(400, session, "", WRONG_CODE);
    }
    var client = clients.find(grant.clientId());
    var name = client == null ? grant.clientId() : client.name();
    var age = Duration.between(grant.askedAt(), clock.instant());
    return Pages.confirm(session, grant, name, user, age);
  }

  Mono<Reply> decide(Call call) {
    return forms.take(call, this::decided);
  }

  private Mono<Reply> decided(Call call, Parameters form, BrowserSession session) {
    var code = session.userCode();
    var user = forms.person(session);
    if (code == null || user == null) {
      return Mono.just(Reply.redirect(START));
    }
    sessions.save(session.withUserCode(null));
    return switch (form.get("decision", "")) {
      case "approve" -> approved(grants.approve(code, user.name()), session);
      case "deny" -> denied(grants.deny(code), session);
      default -> {
        sessions.save(session);
        yield Mono.just(Reply.redirect("/device/confirm"));
      }
    };
  }

  private Mono<Reply> approved(Mono<DeviceGrant> decision, BrowserSession session) {
    return decision
        .doOnNext(grant -> ledger.count(Ledger.Entry.APPROVALS))
        .map(grant -> Pages.message(200, "Approved", "Your device is signing in. Close this page."))
        .defaultIfEmpty(Pages.code(400, session, "", WRONG_CODE));
  }

  private Mono<Reply> denied(Mono<DeviceGrant> decision, BrowserSession session) {
    return decision
        .doOnNext(grant -> ledger.count(Ledger.Entry.DENIALS))
        .map(grant -> Pages.message(200, "Denied", "The device was not signed in."))
        .defaultIfEmpty(Pages.code(400, session, "", WRONG_CODE));
  }

  Mono<Reply> logout(Call call) {
    return forms.take(call, this::loggedOut);
  }

  private Mono<Reply> loggedOut(Call call, Parameters form, BrowserSession session) {
    sessions.end(session);
    return Mono.just(Reply.redirect(START));
  }
}
