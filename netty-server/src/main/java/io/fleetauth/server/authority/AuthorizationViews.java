// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.fleetauth.server.authority.BrowserSessions.BrowserSession;
import io.fleetauth.server.reply.Reply;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pages of the authorization endpoint as HTML. Browsers apply {@code form-action} to where a
 * form is redirected to as well, so each page allows the redirect URI.
 */
final class AuthorizationViews {

  private static final String CONSENT_FORM =
      """
      <p>Do you want to sign in to this application?</p>
      <dl>
      <dt>Application</dt><dd id="client">%s</dd>
      <dt>Signs in as</dt><dd id="user">%s</dd>
      <dt>It may use</dt><dd><ul id="scopes">%s</ul></dd>
      <dt>Goes on at</dt><dd id="destination">%s</dd>
      </dl>
      <form id="confirm-form" method="post" action="%s">
      <input type="hidden" name="csrf" value="%s">
      <div class="choice">
      <button type="submit" name="decision" value="deny">Deny</button>
      <button type="submit" name="decision" value="approve">Approve</button>
      </div>
      </form>
      <p class="note">Deny if you did not start this.</p>
      <form id="logout-form" method="post" action="%s">
      <input type="hidden" name="csrf" value="%s">
      <button type="submit" class="link">Use another account</button>
      </form>
      """;

  private static final String LOGIN_INTRO =
      "<p>Sign in to go on to <strong id=\"client\">%s</strong>.</p>";

  private static final String SUBMIT = "document.forms[0].submit()";

  private static final String POST_FORM =
      """
      <form id="response-form" method="post" action="%s">
      %s
      <button type="submit" class="primary">Continue</button>
      </form>
      <script>%s</script>
      """;

  private AuthorizationViews() {}

  /**
   * @param name user name to begin with, or null
   */
  static Reply login(
      int status,
      BrowserSession session,
      AuthorizationRequest request,
      @Nullable String name,
      @Nullable String error) {
    var intro = LOGIN_INTRO.formatted(Pages.escape(request.client().name()));
    var typed = name == null ? "" : name;
    var form = Pages.loginForm(session, request.page("/login"), typed, error);
    return leadingTo(request.back().redirectUri(), Pages.login(status, intro, form));
  }

  static Reply consent(BrowserSession session, AuthorizationRequest request, String user) {
    var redirectUri = request.back().redirectUri();
    var body =
        CONSENT_FORM.formatted(
            Pages.escape(request.client().name()),
            Pages.escape(user),
            Pages.scopes(request.scopes()),
            Pages.escape(RedirectUris.shown(redirectUri)),
            Pages.escape(request.page("/confirm")),
            session.csrf(),
            Pages.escape(request.page("/logout")),
            session.csrf());
    return leadingTo(redirectUri, Pages.page(200, "Approve this sign-in?", body));
  }

  /** OAuth 2.0 Form Post Response Mode: a form that sends itself. */
  static Reply formPost(String redirectUri, Map<String, String> parameters) {
    var fields =
        parameters.entrySet().stream().map(AuthorizationViews::hidden).collect(joining("\n"));
    var body = POST_FORM.formatted(Pages.escape(redirectUri), fields, SUBMIT);
    return leadingTo(redirectUri, Pages.page(200, "One moment", body))
        .withPolicy("script-src", "'sha256-" + hash(SUBMIT) + "'");
  }

  private static String hidden(Map.Entry<String, String> field) {
    return "<input type=\"hidden\" name=\"%s\" value=\"%s\">"
        .formatted(field.getKey(), Pages.escape(field.getValue()));
  }

  private static Reply leadingTo(String redirectUri, Reply page) {
    return page.withPolicy("form-action", "'self' " + RedirectUris.cspSource(redirectUri));
  }

  private static String hash(String script) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
