// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import io.fleetauth.credential.CredentialRequest;
import java.util.regex.Pattern;

/**
 * Checks what goes on a command line. No shell is involved, but a value that looks like an option
 * must not become one, and on Windows a batch file reads its arguments once more.
 */
final class Arguments {

  private static final Pattern TENANT = Pattern.compile("[0-9a-zA-Z][0-9a-zA-Z.-]*");
  private static final Pattern SUBSCRIPTION = Pattern.compile("[0-9a-zA-Z_][0-9a-zA-Z _.-]*");
  private static final Pattern SCOPE = Pattern.compile("[0-9a-zA-Z][0-9a-zA-Z_.:/-]*");
  private static final String DEFAULT = "/.default";

  private Arguments() {}

  static String tenant(String value) {
    return checked("tenantId", TENANT, value, "letters, digits, '.' and '-'");
  }

  static String subscription(String value) {
    return checked("subscription", SUBSCRIPTION, value, "letters, digits, blanks, '_', '.', '-'");
  }

  /** Returns the only scope of a request. */
  static String scope(CredentialRequest request) {
    var scopes = request.scopes().values();
    if (scopes.size() != 1) {
      throw new IllegalArgumentException(
          "a developer tool gets tokens of one scope, not of " + scopes.size());
    }
    return checked("scope", SCOPE, scopes.iterator().next(), "letters, digits and '_.:/-'");
  }

  /** Returns the scope without {@code /.default}. */
  static String resource(CredentialRequest request) {
    String scope = scope(request);
    return scope.endsWith(DEFAULT) ? scope.substring(0, scope.length() - DEFAULT.length()) : scope;
  }

  private static String checked(String name, Pattern pattern, String value, String allowed) {
    if (!pattern.matcher(value).matches()) {
      throw new IllegalArgumentException(
          name + " may hold " + allowed + " only, and not begin with '-'");
    }
    return value;
  }
}
