// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static io.fleetauth.server.authority.AuthorityServer.DEV;

import io.fleetauth.server.FormBrowser;
import io.fleetauth.server.authority.AuthorityServer.Answer;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.session.SecretHash;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** A client that signs people in with their browser, and may do each thing wrongly. */
final class CodeFlow {

  static final String REDIRECT = "http://localhost:51111/back";
  static final String VERIFIER = "a-verifier-of-exactly-43-characters-or-more";
  static final String SCOPE = "openid offline_access api://x/read";

  private final AuthorityServer idp;
  private final FormBrowser browser = FormBrowser.open();

  CodeFlow(AuthorityServer idp) {
    this.idp = idp;
  }

  FormBrowser browser() {
    return browser;
  }

  /** Returns a good request with some parameters changed; an empty value leaves one out. */
  URI authorize(String... changes) {
    var all = new LinkedHashMap<String, String>();
    all.put("client_id", DEV);
    all.put("response_type", "code");
    all.put("redirect_uri", REDIRECT);
    all.put("scope", SCOPE);
    all.put("state", "state of & client");
    all.put("nonce", "nonce-1");
    all.put("code_challenge", SecretHash.of(VERIFIER).value());
    all.put("code_challenge_method", "S256");
    return URI.create(
        idp.origin() + "/contoso/oauth2/v2.0/authorize?" + form(changed(all, changes)));
  }

  private static Map<String, String> changed(Map<String, String> all, String... changes) {
    for (int i = 0; i < changes.length; i += 2) {
      all.put(changes[i], changes[i + 1]);
    }
    all.values().removeIf(String::isEmpty);
    return all;
  }

  private static String form(Map<String, String> all) {
    return AuthorityServer.form(pairs(all));
  }

  private static String[] pairs(Map<String, String> all) {
    return all.entrySet().stream()
        .flatMap(each -> Stream.of(each.getKey(), each.getValue()))
        .toArray(String[]::new);
  }

  /** Returns what the browser brings back after the person approved. */
  Parameters approved(String... changes) {
    return brought(browser.signIn(authorize(changes), "approve"));
  }

  Parameters denied(String... changes) {
    return brought(browser.signIn(authorize(changes), "deny"));
  }

  /** Returns what the browser brings back without anybody there. */
  Parameters silently(String... changes) {
    return brought(browser.get(authorize(changes)));
  }

  private static Parameters brought(FormBrowser.Page page) {
    if (page.left() == null) {
      throw new IllegalStateException("still at " + page.uri() + "\n" + page.body());
    }
    return Parameters.parse(page.left().getRawQuery());
  }

  /** Redeems, with some parameters changed; an empty value leaves one out. */
  Answer redeem(String code, String... changes) {
    return idp.post("token", redemption(code, changes));
  }

  /** Returns the form of a redemption, names and values in turn. */
  String[] redemption(String code, String... changes) {
    var all = new LinkedHashMap<String, String>();
    all.put("grant_type", "authorization_code");
    all.put("client_id", DEV);
    all.put("code", code);
    all.put("redirect_uri", REDIRECT);
    all.put("code_verifier", VERIFIER);
    return pairs(changed(all, changes));
  }
}
