// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.endpoint.ClientAuthentication.Credentials;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param answer what its answer is called in messages, for example {@code token response}
 * @param uri where it goes
 * @param form body of a POST, or {@code null} for a GET
 * @param authorization the {@code Authorization} header, or {@code null}; a secret
 */
record HttpCall(String answer, URI uri, @Nullable Form form, @Nullable String authorization) {

  static HttpCall get(String answer, URI uri) {
    return new HttpCall(answer, uri, null, null);
  }

  static HttpCall post(String answer, URI uri, Form form, Credentials credentials) {
    Form whole = form.with(credentials.parameters());
    return new HttpCall(answer, uri, whole, credentials.authorization());
  }

  String method() {
    return form == null ? "GET" : "POST";
  }

  /** Returns host and port, for messages. */
  String peer() {
    return Origins.peer(uri);
  }

  /** Returns what was sent and must not come back in a message. */
  List<String> secrets() {
    var all = new ArrayList<String>();
    if (form != null) {
      all.addAll(form.secrets());
    }
    if (authorization != null) {
      all.addAll(ClientAuthentications.secretsOf(authorization));
    }
    return all;
  }

  @Override
  public String toString() {
    return method() + " " + peer() + uri.getPath();
  }
}
