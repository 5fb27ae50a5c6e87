// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.List;

/** What a request carries. */
sealed interface HttpBody {

  String contentType();

  byte[] bytes();

  /** Returns what the HTTP log may show. */
  String shown();

  /** Returns the values that must not be seen again, in an error description for example. */
  Collection<String> secrets();

  /** Parameters in the order of the form. */
  record FormBody(Form form) implements HttpBody {

    @Override
    public String contentType() {
      return "application/x-www-form-urlencoded";
    }

    @Override
    public byte[] bytes() {
      return form.encoded().getBytes(UTF_8);
    }

    @Override
    public String shown() {
      return Redaction.form(form);
    }

    @Override
    public Collection<String> secrets() {
      return form.secrets();
    }

    @Override
    public String toString() {
      return form.toString();
    }
  }

  /**
   * A JSON text.
   *
   * @param text the members; may hold secrets
   */
  record JsonBody(String text) implements HttpBody {

    @Override
    public String contentType() {
      return "application/json";
    }

    @Override
    public byte[] bytes() {
      return text.getBytes(UTF_8);
    }

    @Override
    public String shown() {
      return JsonRedaction.body(text, List.of());
    }

    @Override
    public Collection<String> secrets() {
      return JsonRedaction.hidden(text);
    }

    @Override
    public String toString() {
      return "JsonBody[redacted]";
    }
  }
}
