// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.util.stream.Collectors.joining;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.authority.BrowserSessions.BrowserSession;
import io.fleetauth.server.reply.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The verification pages as HTML, without scripts. Every value from outside is escaped. */
final class Pages {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private static final String FRAME =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>%1$s - Fleetauth</title>
      <link rel="stylesheet" href="/device/style.css">
      </head>
      <body>
      <main>
      <h1>%1$s</h1>
      %2$s
      </main>
      </body>
      </html>
      """;

  private static final String CODE_FORM =
      """
      <p>Enter the code that your device shows.</p>
      %s
      <form id="code-form" method="post" action="/device">
      <input type="hidden" name="csrf" value="%s">
      <label for="user_code">Code</label>
      <input id="user_code" name="user_code" value="%s" required autofocus autocomplete="off"
       autocapitalize="characters" spellcheck="false" maxlength="20" placeholder="XXXX-XXXX">
      <button type="submit" class="primary">Continue</button>
      </form>
      <p class="note">Only enter a code that you asked for yourself, on a device that is with you.</p>
      """;

  private static final String CODE_TO_GO_ON_WITH =
      "<p>Sign in to go on with code <strong class=\"code\">%s</strong>.</p>";

  private static final String LOGIN_FORM =
      """
      %s
      <form id="login-form" method="post" action="%s">
      <input type="hidden" name="csrf" value="%s">
      <label for="username">User name</label>
      <input id="username" name="username" value="%s" required autofocus autocomplete="username"
       autocapitalize="none" spellcheck="false" maxlength="200">
      <label for="password">Password</label>
      <input id="password" name="password" type="password" required
       autocomplete="current-password" maxlength="200">
      <button type="submit" class="primary">Sign in</button>
      </form>
      """;

  private static final String CONFIRM_FORM =
      """
      <p>Does your device show exactly this code?</p>
      <p class="code big" id="code">%s</p>
      <dl>
      <dt>Application</dt><dd id="client">%s</dd>
      <dt>Signs in as</dt><dd id="user">%s</dd>
      <dt>It may use</dt><dd><ul id="scopes">%s</ul></dd>
      <dt>Asked from</dt><dd id="source">%s</dd>
      <dt>Asked at</dt><dd id="asked">%s (%s)</dd>
      </dl>
      <form id="confirm-form" method="post" action="/device/confirm">
      <input type="hidden" name="csrf" value="%s">
      <div class="choice">
      <button type="submit" name="decision" value="deny">Deny</button>
      <button type="submit" name="decision" value="approve">Approve</button>
      </div>
      </form>
      <p class="note">Deny if you did not start this, or if somebody sent you the code.</p>
      <form id="logout-form" method="post" action="/device/logout">
      <input type="hidden" name="csrf" value="%s">
      <button type="submit" class="link">Use another account</button>
      </form>
      """;

  private Pages() {}

  /** A page with a heading and one sentence. */
  static Reply notice(int status, String title, String text) {
    return page(status, title, sentence(text));
  }

  /** As {@link #notice}, with the way to the next device. */
  static Reply message(int status, String title, String text) {
    return page(status, title, sentence(text) + "<p><a href=\"/device\">Enter a code</a></p>");
  }

  private static String sentence(String text) {
    return "<p id=\"message\" role=\"status\">" + escape(text) + "</p>";
  }

  static Reply code(int status, BrowserSession session, String prefilled, @Nullable String error) {
    var body = CODE_FORM.formatted(alert(error), session.csrf(), escape(prefilled));
    return page(status, "Connect a device", body);
  }

  static Reply login(int status, BrowserSession session, String code, @Nullable String error) {
    var intro = CODE_TO_GO_ON_WITH.formatted(escape(code));
    return login(status, intro, loginForm(session, "/device/login", "", error));
  }

  /**
   * @param intro HTML that says what the person signs in for
   * @param form what {@link #loginForm} returned
   */
  static Reply login(int status, String intro, String form) {
    return page(status, "Sign in", intro + form);
  }

  /**
   * @param action path that takes the form
   * @param name user name to begin with, or empty
   */
  static String loginForm(
      BrowserSession session, String action, String name, @Nullable String error) {
    return LOGIN_FORM.formatted(alert(error), escape(action), session.csrf(), escape(name));
  }

  /**
   * @param age time since the device asked
   */
  static Reply confirm(
      BrowserSession session, DeviceGrant grant, String client, String user, Duration age) {
    var body =
        CONFIRM_FORM.formatted(
            Codes.shown(grant.userCode()),
            escape(client),
            escape(user),
            scopes(Scopes.of(grant.scope())),
            escape(grant.source()),
            TIME.format(grant.askedAt()),
            ago(age),
            session.csrf(),
            session.csrf());
    return page(200, "Approve this device?", body);
  }

  static String scopes(Scopes scopes) {
    return scopes.values().stream().map(each -> "<li>" + escape(each) + "</li>").collect(joining());
  }

  private static String ago(Duration age) {
    return age.toMinutes() < 1 ? "less than a minute ago" : age.toMinutes() + " min ago";
  }

  private static String alert(@Nullable String error) {
    return error == null ? "" : "<p class=\"error\" role=\"alert\">" + escape(error) + "</p>";
  }

  static Reply page(int status, String title, String body) {
    return Reply.html(status, FRAME.formatted(escape(title), body));
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** Reads the style sheet from the jar. Blocking. */
  static byte[] style() {
    return resource("device.css");
  }

  private static byte[] resource(String name) {
    try (InputStream in = Pages.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("the jar can not be read", e);
    }
  }
}
