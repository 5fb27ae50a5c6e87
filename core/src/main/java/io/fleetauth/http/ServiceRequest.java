// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.util.Objects.requireNonNull;

import io.fleetauth.http.HttpBody.FormBody;
import io.fleetauth.http.HttpBody.JsonBody;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request to a service; immutable. Its secrets are never shown. */
public final class ServiceRequest {

  private final String answer;
  private final String method;
  private final URI uri;
  private final Map<String, String> headers;
  private final @Nullable HttpBody body;

  private ServiceRequest(
      String answer, String method, URI uri, Map<String, String> headers, @Nullable HttpBody body) {
    this.answer = answer;
    this.method = method;
    this.uri = uri;
    this.headers = headers;
    this.body = body;
  }

  /**
   * @param answer what the answer is called in errors, such as {@code identity}
   * @param uri absolute; goes out as it is
   */
  public static ServiceRequest of(String answer, String method, URI uri) {
    return new ServiceRequest(
        requireNonNull(answer, "answer"),
        requireNonNull(method, "method"),
        requireNonNull(uri, "uri"),
        Map.of(),
        null);
  }

  /** Returns a copy with the header added, or replaced. */
  public ServiceRequest header(String name, String value) {
    var all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return new ServiceRequest(answer, method, uri, all, body);
  }

  public ServiceRequest headers(Map<String, String> more) {
    var all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new ServiceRequest(answer, method, uri, all, body);
  }

  /**
   * Returns a copy with a JSON object as its body.
   *
   * @param members strings, numbers, booleans, lists and maps of these, in the order of the wire
   */
  public ServiceRequest json(Map<String, ?> members) {
    return new ServiceRequest(answer, method, uri, headers, new JsonBody(Json.write(members)));
  }

  /** Returns a copy with a form as its body. */
  public ServiceRequest form(Map<String, String> parameters) {
    return new ServiceRequest(answer, method, uri, headers, new FormBody(new Form(parameters)));
  }

  public String method() {
    return method;
  }

  public URI uri() {
    return uri;
  }

  /** Returns the bytes that go out; empty for none. */
  public byte[] body() {
    return body == null ? new byte[0] : body.bytes();
  }

  /** Returns the body as text, for a test; empty for none. */
  public String bodyText() {
    return new String(body(), StandardCharsets.UTF_8);
  }

  HttpCall call(Map<String, String> signature) {
    var all = new LinkedHashMap<>(headers);
    all.putAll(signature);
    return new HttpCall(answer, method, uri, all, body);
  }

  @Override
  public String toString() {
    return call(Map.of()).toString();
  }
}
