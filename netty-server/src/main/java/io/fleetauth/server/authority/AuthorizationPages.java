// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.util.Objects.requireNonNull;

import io.fleetauth.server.authority.AuthorityConfig.User;
import io.fleetauth.server.authority.AuthorizationRequest.Prompt;
import io.fleetauth.server.authority.BrowserSessions.BrowserSession;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.Reply;
import java.time.Clock;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The authorization endpoint, RFC 6749 section 3.1, and its pages: sign in, approve, go back to the
 * client. Each page carries the whole request and checks it again, so that nothing is kept before
 * somebody signed in, and tabs do not disturb each other.
 */
final class AuthorizationPages {

  private final AuthorizationRequests requests;
  private final CodeGrants grants;
  private final SignInForms forms;
  private final BrowserSessions sessions;
  private final Refusals refusals;
  private final Clock clock;
  private final Scheduler workers;
  private final Ledger ledger;

  AuthorizationPages(
      AuthorizationRequests requests,
      CodeGrants grants,
      SignInForms forms,
      BrowserSessions sessions,
      Refusals refusals,
      Clock clock,
      Scheduler workers,
      Ledger ledger) {
    this.requests = requests;
    this.grants = grants;
    this.forms = forms;
    this.sessions = sessions;
    this.refusals = refusals;
    this.clock = clock;
    this.workers = workers;
    this.ledger = ledger;
  }

  /** {@code GET} and {@code POST /{tenant}/oauth2/v2.0/authorize}: checks, and leads to a page. */
  Mono<Reply> authorize(Call call) {
    return call.form()
        .flatMap(
            asked -> answer(call, asked, request -> Mono.just(Reply.redirect(request.page("")))));
  }

  /** Answers a good request by {@code step}, every other one as RFC 6749 says. */
  private Mono<Reply> answer(
      Call call, Parameters asked, Function<AuthorizationRequest, Mono<Reply>> step) {
    return Mono.defer(
            () -> {
              var asker = requests.asker(call, asked);
              return Mono.defer(() -> step.apply(requests.read(asker, asked)))
                  .onErrorMap(RejectedExecutionException.class, AuthorizationPages::overloaded)
                  .onErrorResume(
                      RefusedException.class,
                      e -> Mono.just(refusals.redirect(e, call, asker.back())));
            })
        .onErrorResume(RefusedException.class, e -> Mono.just(Refusals.page(e)));
  }

  private static RefusedException overloaded(RejectedExecutionException e) {
    return new RefusedException(Refusal.OVERLOADED, "Try again later.");
  }

  /** A page that is asked for, with the session of the browser. */
  private Mono<Reply> page(
      Call call, Function<AuthorizationRequest, Function<BrowserSession, Mono<Reply>>> step) {
    return answer(
        call,
        call.query(),
        request ->
            Mono.defer(() -> step.apply(request).apply(sessions.of(call))).subscribeOn(workers));
  }

  /** {@code GET /authorize/{tenant}}: what the person has to do first, or none of it. */
  Mono<Reply> start(Call call) {
    return page(call, request -> session -> started(call, request, session));
  }

  private Mono<Reply> started(Call call, AuthorizationRequest request, BrowserSession session) {
    var user = signedIn(request, session);
    if (request.prompts(Prompt.NONE)) {
      return silent(request, session, user);
    }
    return user == null || request.prompts(Prompt.LOGIN)
        ? Mono.just(
            sessions.withCookie(
                AuthorizationViews.login(200, session, request, request.loginHint(), null),
                session,
                call))
        : next(request, session, user);
  }

  /** Returns who is signed in, is whom the client means, and lately enough; else null. */
  private @Nullable User signedIn(AuthorizationRequest request, BrowserSession session) {
    var user = forms.person(session);
    var hint = request.loginHint();
    var age = request.maxAge();
    boolean meant = user != null && (hint == null || hint.equalsIgnoreCase(user.name()));
    boolean old = age != null && session.isOlder(age, clock.instant());
    return meant && !old ? user : null;
  }

  /** OpenID Connect Core section 3.1.2.6: an error instead of a page. */
  private Mono<Reply> silent(
      AuthorizationRequest request, BrowserSession session, @Nullable User user) {
    if (user == null) {
      throw new RefusedException(
          Refusal.LOGIN_REQUIRED, "A silent sign-in was asked for but nobody is signed in.");
    }
    if (request.alwaysAsks()) {
      throw new RefusedException(
          Refusal.INTERACTION_REQUIRED, "This application needs the person each time.");
    }
    if (!session.hasApproved(request.client().id(), request.scopes())) {
      throw new RefusedException(
          Refusal.CONSENT_REQUIRED, "The person has not approved this application.");
    }
    return code(request, session, user);
  }

  private Mono<Reply> next(AuthorizationRequest request, BrowserSession session, User user) {
    boolean asks =
        request.alwaysAsks() || !session.hasApproved(request.client().id(), request.scopes());
    return asks
        ? Mono.just(AuthorizationViews.consent(session, request, user.name()))
        : code(request, session, user);
  }

  private Mono<Reply> code(AuthorizationRequest request, BrowserSession session, User user) {
    return grants
        .issue(request, user.name(), requireNonNull(session.signedInAt()))
        .doOnNext(code -> ledger.count(Ledger.Entry.AUTHORIZATION_CODES))
        .map(request.back()::code);
  }

  /** {@code POST /authorize/{tenant}/login}. */
  Mono<Reply> signIn(Call call) {
    return form(call, this::signedIn);
  }

  private Mono<Reply> signedIn(
      AuthorizationRequest request, Call call, Parameters form, BrowserSession session) {
    var attempt = forms.signIn(call, form, session);
    var next = attempt.session();
    return Mono.just(
        next == null
            ? AuthorizationViews.login(
                attempt.status(), session, request, form.get("username"), attempt.error())
            : sessions.withCookie(Reply.redirect(request.page("/confirm")), next, call));
  }

  /** {@code GET /authorize/{tenant}/confirm}: after the person signed in. */
  Mono<Reply> confirm(Call call) {
    return page(call, request -> session -> confirmed(request, session));
  }

  private Mono<Reply> confirmed(AuthorizationRequest request, BrowserSession session) {
    var user = forms.person(session);
    return user == null
        ? Mono.just(Reply.redirect(request.page("")))
        : next(request, session, user);
  }

  /** {@code POST /authorize/{tenant}/confirm}. */
  Mono<Reply> decide(Call call) {
    return form(call, this::decided);
  }

  private Mono<Reply> decided(
      AuthorizationRequest request, Call call, Parameters form, BrowserSession session) {
    var user = forms.person(session);
    if (user == null) {
      return Mono.just(Reply.redirect(request.page("")));
    }
    return switch (form.get("decision", "")) {
      case "approve" -> {
        var approving = session.withApproval(request.client().id(), request.scopes());
        sessions.save(approving);
        yield code(request, approving, user);
      }
      case "deny" -> {
        ledger.count(Ledger.Entry.DENIALS);
        throw new RefusedException(Refusal.CONSENT_DENIED, "The user declined to consent.");
      }
      default -> Mono.just(Reply.redirect(request.page("/confirm")));
    };
  }

  /** {@code POST /authorize/{tenant}/logout}: to sign in as somebody else. */
  Mono<Reply> logout(Call call) {
    return form(
        call,
        (request, at, form, session) -> {
          sessions.end(session);
          return Mono.just(Reply.redirect(request.page("/login")));
        });
  }

  /** {@code GET /authorize/{tenant}/login}: asks whoever is there to sign in. */
  Mono<Reply> login(Call call) {
    return page(
        call,
        request ->
            session ->
                Mono.just(
                    sessions.withCookie(
                        AuthorizationViews.login(200, session, request, null, null),
                        session,
                        call)));
  }

  /** Answers a form that came with a good request. */
  @FunctionalInterface
  private interface Step {
    Mono<Reply> next(
        AuthorizationRequest request, Call call, Parameters form, BrowserSession session);
  }

  private Mono<Reply> form(Call call, Step step) {
    return answer(
        call,
        call.query(),
        request -> forms.take(call, (at, form, session) -> step.next(request, at, form, session)));
  }
}
