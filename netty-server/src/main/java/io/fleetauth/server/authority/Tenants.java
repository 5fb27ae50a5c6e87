// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.server.reply.Call;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which tenants exist, and how they are called in URLs and tokens. */
final class Tenants {

  private static final Set<String> ALIASES = Set.of("common", "organizations", "consumers");

  private final @Nullable String publicUrl;
  private final List<String> known;

  Tenants(@Nullable URI publicUrl, List<String> known) {
    this.publicUrl = publicUrl == null ? null : publicUrl.toString().replaceFirst("/+$", "");
    this.known = known;
  }

  /**
   * A tenant as one request names it.
   *
   * @param origin scheme, host and port of its URLs
   * @param name as in the path
   * @param id GUID, value of {@code tid}
   */
  record Tenant(String origin, String name, String id) {

    /** Returns the issuer identifier, which is what the client asked. */
    String issuer() {
      return origin + "/" + name + "/v2.0";
    }

    String url(String path) {
      return origin + "/" + name + path;
    }
  }

  Tenant of(Call call) {
    return of(call, call.variable("tenant"));
  }

  Tenant of(Call call, String name) {
    boolean alias = ALIASES.contains(name);
    if (!isName(name) || !(alias || known.isEmpty() || known.contains(name))) {
      throw new RefusedException(
          Refusal.UNKNOWN_TENANT,
          "Tenant '%s' not found.".formatted(isName(name) ? name : "of the path"));
    }
    return new Tenant(origin(call), name, id(alias ? defaultTenant() : name));
  }

  String origin(Call call) {
    return publicUrl == null ? call.origin() : publicUrl;
  }

  private String defaultTenant() {
    return known.isEmpty() ? AuthorityConfig.DEFAULT_TENANT : known.get(0);
  }

  private static String id(String name) {
    boolean guid = name.length() == 36 && name.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-.{12}");
    return guid ? name : guid("tenant:" + name);
  }

  /** Returns the same GUID for the same name, everywhere. */
  static String guid(String name) {
    return UUID.nameUUIDFromBytes(("fleetauth:" + name).getBytes(UTF_8)).toString();
  }

  static void requireName(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "tenants: a name has letters, digits, dots and dashes, was " + name);
    }
  }

  /** The check that the Microsoft clients make. */
  private static boolean isName(@Nullable String name) {
    return name != null
        && !name.isEmpty()
        && name.length() <= 100
        && name.chars()
            .allMatch(c -> c == '-' || c == '.' || (c < 128 && Character.isLetterOrDigit(c)));
  }
}
