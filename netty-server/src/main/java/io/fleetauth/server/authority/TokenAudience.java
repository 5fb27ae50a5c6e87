// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.util.stream.Collectors.joining;

import io.fleetauth.oauth.Scopes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who an access token is for, and what it allows there, read from scopes as Entra does: {@code
 * api://x/read} means {@code read} at {@code api://x}. All before the last slash is the resource as
 * it is, so {@code https://x//.default} is for {@code https://x/}.
 *
 * @param resource value of {@code aud}
 * @param permissions value of {@code scp}, separated by blanks
 */
record TokenAudience(String resource, String permissions) {

  static final Set<String> OPENID_SCOPES = Set.of("openid", "profile", "email", "offline_access");
  static final String DEFAULT_PERMISSION = ".default";

  /**
   * @param otherwise the resource when no scope names one
   * @throws RefusedException when the scopes name more than one resource, or a resource without a
   *     permission
   */
  static TokenAudience of(Scopes scopes, String otherwise) {
    var resources = new LinkedHashSet<String>();
    var permissions = new LinkedHashSet<String>();
    for (String scope : scopes.values()) {
      int slash = separator(scope);
      if (slash > 0) {
        resources.add(scope.substring(0, slash));
      }
      permissions.add(slash > 0 ? scope.substring(slash + 1) : scope);
    }
    if (resources.size() > 1) {
      throw new RefusedException(Refusal.SEVERAL_RESOURCES, "Ask for one resource at a time.");
    }
    var resource = resources.isEmpty() ? otherwise : resources.iterator().next();
    return new TokenAudience(resource, permissions.stream().collect(joining(" ")));
  }

  /** Returns where the permission begins, or -1 for a scope without a resource. */
  private static int separator(String scope) {
    int slash = scope.lastIndexOf('/');
    int scheme = scope.indexOf("://");
    if (slash == scope.length() - 1 || (scheme >= 0 && slash < scheme + 3)) {
      throw new RefusedException(
          Refusal.SCOPE_NOT_ALLOWED, "A scope must name a permission after the resource.");
    }
    return slash;
  }

  /** Returns the scopes that name a resource or are the application's own. */
  static List<String> ofResource(Scopes scopes) {
    return scopes.values().stream().filter(scope -> !OPENID_SCOPES.contains(scope)).toList();
  }
}
