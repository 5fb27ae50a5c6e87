// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts environment variables in for {@code ${NAME}} and {@code ${NAME:-default}}; {@code $$} is a
 * dollar sign.
 */
final class Placeholders {

  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\$|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

  private final Map<String, String> environment;

  Placeholders(Map<String, String> environment) {
    this.environment = environment;
  }

  String fill(ConfigNode.Scalar scalar) {
    Matcher matcher = PLACEHOLDER.matcher(scalar.text());
    return matcher.replaceAll(found -> Matcher.quoteReplacement(replacement(scalar, matcher)));
  }

  private String replacement(ConfigNode.Scalar scalar, Matcher found) {
    String name = found.group(1);
    if (name == null) {
      return "$";
    }
    String value = environment.get(name);
    if (value != null && !value.isEmpty()) {
      return value;
    }
    if (found.group(2) != null) {
      return found.group(2);
    }
    throw scalar.at().error("environment variable " + name + " is not set");
  }
}
