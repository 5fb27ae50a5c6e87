// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.secrets.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A browser that knows links, cookies and forms, and a person who fills them in. It stays at the
 * server that it began with, and shows where it would be led to elsewhere.
 */
public final class FormBrowser {

  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">");

  private final HttpClient client;

  private FormBrowser(HttpClient.Builder client) {
    this.client = client.cookieHandler(new CookieManager()).build();
  }

  public static FormBrowser open() {
    return new FormBrowser(HttpClient.newBuilder());
  }

  /** Opens one that trusts other servers than the machine does. */
  public static FormBrowser open(SSLContext trust) {
    return new FormBrowser(HttpClient.newBuilder().sslContext(trust));
  }

  /**
   * Where the browser is.
   *
   * @param left address that it was led to at another server, which it did not ask, or null
   */
  public record Page(URI uri, HttpResponse<String> http, @Nullable URI left) {

    public String body() {
      return http.body();
    }

    public boolean has(String form) {
      return left == null && body().contains("id=\"" + form + "\"");
    }
  }

  public Page get(URI uri) {
    return at(HttpRequest.newBuilder(uri));
  }

  /** Presses the button of a form with these fields, names and values in turn. */
  public Page submit(Page page, String form, String... fields) {
    return at(filledIn(page, form, fields));
  }

  private static HttpRequest.Builder filledIn(Page page, String form, String... fields) {
    String html = form(page, form);
    var body = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      append(body, fields[i], fields[i + 1]);
    }
    Matcher hidden = HIDDEN.matcher(html);
    while (hidden.find()) {
      append(body, hidden.group(1), unescaped(hidden.group(2)));
    }
    Secrets.ALL.addBody(body.toString());
    return HttpRequest.newBuilder(page.uri().resolve(action(html)))
        .header("content-type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body.toString()));
  }

  private static String form(Page page, String id) {
    int from = page.body().indexOf("id=\"" + id + "\"");
    if (from < 0) {
      throw new IllegalStateException("no form " + id + " in\n" + page.body());
    }
    return page.body().substring(from, page.body().indexOf("</form>", from));
  }

  private static String action(String form) {
    Matcher action = Pattern.compile("action=\"([^\"]+)\"").matcher(form);
    if (!action.find()) {
      throw new IllegalStateException("a form without action");
    }
    return unescaped(action.group(1));
  }

  private static String unescaped(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  private static void append(StringBuilder body, String name, String value) {
    body.append(body.isEmpty() ? "" : "&").append(name).append('=');
    body.append(URLEncoder.encode(value, UTF_8));
  }

  private Page at(HttpRequest.Builder request) {
    HttpRequest asked = request.build();
    HttpResponse<String> answer = send(asked);
    if (answer.statusCode() != 303) {
      return new Page(asked.uri(), answer, null);
    }
    URI next = asked.uri().resolve(answer.headers().firstValue("location").orElseThrow());
    if (asked.uri().getAuthority().equals(next.getAuthority())) {
      return get(next);
    }
    Secrets.ALL.addBody(String.valueOf(next.getRawQuery()));
    return new Page(asked.uri(), answer, next);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The person signs in as {@code demo} where asked, and decides. */
  public Page signIn(URI authorize, String decision) {
    Page page = get(authorize);
    if (page.has("login-form")) {
      page = submit(page, "login-form", "username", "demo", "password", "demo");
    }
    return page.has("confirm-form") ? submit(page, "confirm-form", "decision", decision) : page;
  }

  /**
   * Signs in, and goes where the browser is led to: a program that waits on loopback, and may be
   * gone before its page is read.
   */
  public void signInTo(URI authorize, String decision) {
    Page page = signIn(authorize, decision);
    var last =
        page.left() == null ? filledIn(page, "response-form") : HttpRequest.newBuilder(page.left());
    client.sendAsync(last.build(), BodyHandlers.discarding());
  }
}
