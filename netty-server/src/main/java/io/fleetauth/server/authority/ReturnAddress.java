// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.fleetauth.server.reply.Reply;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the answer to an authorization request goes, RFC 6749 section 4.1.2; made only for a
 * redirect URI that the client registered.
 *
 * @param state to be repeated, or null
 * @param issuer who answers (RFC 9207)
 */
record ReturnAddress(String redirectUri, ResponseMode mode, @Nullable String state, String issuer) {

  /** How the browser brings the answer. */
  enum ResponseMode {
    QUERY,
    FRAGMENT,
    FORM_POST;

    /** Returns the mode of that name on the wire, the default for null, else null. */
    static @Nullable ResponseMode of(@Nullable String name) {
      return name == null
          ? QUERY
          : switch (name) {
            case "query" -> QUERY;
            case "fragment" -> FRAGMENT;
            case "form_post" -> FORM_POST;
            default -> null;
          };
    }
  }

  Reply code(String code) {
    return reply(Map.of("code", code));
  }

  /** Answers with an error, RFC 6749 section 4.1.2.1. */
  Reply error(String error, String description) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("error", error);
    parameters.put("error_description", description);
    return reply(parameters);
  }

  private Reply reply(Map<String, String> answer) {
    var parameters = new LinkedHashMap<>(answer);
    if (state != null) {
      parameters.put("state", state);
    }
    parameters.put("iss", issuer);
    return switch (mode) {
      case QUERY -> Reply.redirect(redirectUri + querySeparator() + encoded(parameters));
      case FRAGMENT -> Reply.redirect(redirectUri + "#" + encoded(parameters));
      case FORM_POST -> AuthorizationViews.formPost(redirectUri, parameters);
    };
  }

  private String querySeparator() {
    int question = redirectUri.indexOf('?');
    if (question < 0) {
      return "?";
    }
    return question == redirectUri.length() - 1 ? "" : "&";
  }

  static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8))
        .collect(joining("&"));
  }

  /** Shows no state. */
  @Override
  public String toString() {
    return "ReturnAddress[" + redirectUri + ", " + mode + "]";
  }
}
