// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.endpoint.ClientAuthentication.Credentials;
import io.fleetauth.http.HttpBody.FormBody;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param answer what the answer is called in errors
 * @param headers those of this request alone; the values may be secrets
 * @param body {@code null} for none
 */
record HttpCall(
    String answer, String method, URI uri, Map<String, String> headers, @Nullable HttpBody body) {

  /** What each request says of itself. */
  private static final List<String> OWN =
      List.of("user-agent", "accept", "content-type", "content-length", "host");

  private static final String AUTHORIZATION = "authorization";

  static HttpCall get(String answer, URI uri) {
    return new HttpCall(answer, "GET", uri, Map.of(), null);
  }

  static HttpCall post(String answer, URI uri, Form form, Credentials credentials) {
    String authorization = credentials.authorization();
    return new HttpCall(
        answer,
        "POST",
        uri,
        authorization == null ? Map.of() : Map.of(AUTHORIZATION, authorization),
        new FormBody(form.with(credentials.parameters())));
  }

  /** Returns host and port, for messages. */
  String peer() {
    return Origins.peer(uri);
  }

  /** Returns this call with {@code more} headers; its own win, and those that clients set. */
  HttpCall over(Map<String, String> more) {
    if (more.isEmpty()) {
      return this;
    }
    var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(more);
    OWN.forEach(all::remove);
    all.putAll(headers);
    return new HttpCall(answer, method, uri, all, body);
  }

  /** Returns what {@link #toString} does, and the query without its secrets. */
  String withQuery(List<String> secrets) {
    String query = uri.getRawQuery();
    return query == null ? toString() : this + "?" + Redaction.query(query, secrets);
  }

  /** Returns what was sent and must not come back in a message. */
  List<String> secrets() {
    var all = new ArrayList<String>();
    if (body != null) {
      all.addAll(body.secrets());
    }
    if (uri.getRawQuery() != null) {
      all.addAll(Redaction.hiddenInQuery(uri.getRawQuery()));
    }
    headers.forEach((name, value) -> all.addAll(secretsOf(name, value)));
    return all;
  }

  private static List<String> secretsOf(String header, String value) {
    if (header.equalsIgnoreCase(AUTHORIZATION)) {
      return ClientAuthentications.secretsOf(value);
    }
    boolean hidden =
        !Redaction.isShownHeader(header) && value.length() >= Redaction.SHORTEST_SECRET;
    return hidden ? List.of(value) : List.of();
  }

  @Override
  public String toString() {
    return method + " " + peer() + uri.getPath();
  }
}
