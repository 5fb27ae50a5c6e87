// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.server.authority.AuthorityConfig.User;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** The people who can sign in. Names ignore case. Thread-safe. */
final class Users {

  private static final String HASHED = "pbkdf2:";

  /** Whether a person may sign in, as set while running. */
  record Access(boolean disabled) {}

  private final Map<String, User> byName = new HashMap<>();
  private final Map<String, Row> access = new ConcurrentHashMap<>();

  Users(List<User> users, List<Row> access) {
    users.forEach(user -> byName.put(key(user.name()), user));
    access.forEach(row -> this.access.put(row.id(), row));
  }

  private static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  @Nullable User find(String name) {
    return byName.get(key(name));
  }

  boolean mayUse(User user) {
    var row = access.get(key(user.name()));
    return !(row == null ? user.disabled() : row.value(Access.class).disabled());
  }

  /** Returns the person if the password is right and the account is not disabled. */
  @Nullable User signIn(String name, String password) {
    var user = find(name);
    // an unknown name costs the same work, so that timing does not tell names
    var expected = user == null ? "no such user" : user.password();
    boolean matches = matches(password, expected);
    return user != null && matches && mayUse(user) ? user : null;
  }

  private static boolean matches(String password, String expected) {
    if (!expected.startsWith(HASHED)) {
      return MessageDigest.isEqual(password.getBytes(UTF_8), expected.getBytes(UTF_8));
    }
    var parts = expected.split(":", 4);
    var salt = Base64.getDecoder().decode(parts[2]);
    var hash = Base64.getDecoder().decode(parts[3]);
    return MessageDigest.isEqual(hash, pbkdf2(password, salt, Integer.parseInt(parts[1])));
  }

  private static byte[] pbkdf2(String password, byte[] salt, int iterations) {
    try {
      var spec = new PBEKeySpec(password.toCharArray(), salt, iterations, 256);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2", e);
    }
  }

  /** Disables or enables from now on; returns the row to write. */
  Row set(User user, boolean disabled) {
    return access.compute(
        key(user.name()),
        (name, old) ->
            Row.of(
                Row.Kind.DISABLED_USER,
                name,
                old == null ? 1 : old.version() + 1,
                new Access(disabled)));
  }
}
