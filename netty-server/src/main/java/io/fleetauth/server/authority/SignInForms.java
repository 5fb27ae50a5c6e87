// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.AuthorityConfig.User;
import io.fleetauth.server.authority.BrowserSessions.BrowserSession;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.Reply;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Takes the forms of all pages, and signs people in. Runs on the workers: passwords are hashed. */
final class SignInForms {

  static final String TOO_MANY = "Too many tries. Wait some minutes and try again.";

  /** Answers a form with its session. */
  @FunctionalInterface
  interface Step {
    Mono<Reply> next(Call call, Parameters form, BrowserSession session);
  }

  /**
   * What came of a user name and a password.
   *
   * @param session of who signed in, or null
   * @param status of the page that asks again
   * @param error what that page says, or null
   */
  record Attempt(@Nullable BrowserSession session, int status, @Nullable String error) {}

  private final BrowserSessions sessions;
  private final Users users;
  private final SignInThrottle signIns;
  private final Scheduler workers;
  private final Ledger ledger;

  SignInForms(
      BrowserSessions sessions,
      Users users,
      SignInThrottle signIns,
      Scheduler workers,
      Ledger ledger) {
    this.sessions = sessions;
    this.users = users;
    this.signIns = signIns;
    this.workers = workers;
    this.ledger = ledger;
  }

  /** Reads the form of a page; refuses one without the token of its session. */
  Mono<Reply> take(Call call, Step step) {
    return call.form()
        .publishOn(workers)
        .flatMap(form -> step.next(call, form, sessions.ofForm(call, form)));
  }

  Attempt signIn(Call call, Parameters form, BrowserSession session) {
    var name = form.get("username", "");
    if (!signIns.take(call.source(), name)) {
      ledger.count(Ledger.Entry.THROTTLED);
      return new Attempt(null, 429, TOO_MANY);
    }
    var user = users.signIn(name, form.get("password", ""));
    if (user == null) {
      return new Attempt(null, 400, "The user name or the password is wrong.");
    }
    signIns.giveBack(call.source(), name);
    return new Attempt(sessions.signedIn(session, user.name()), 200, null);
  }

  /** Returns who is signed in and may still be, or null. */
  @Nullable User person(BrowserSession session) {
    var name = session.user();
    var user = name == null ? null : users.find(name);
    return user != null && users.mayUse(user) ? user : null;
  }
}
