// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server;

import io.fleetauth.server.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The bearer token of the admin interface.
 *
 * @param fresh whether it was made just now, and has to be shown once
 */
public record AdminToken(Secret value, boolean fresh) {

  private static final int BYTES = 24;

  /** Returns the configured one, else the one kept in the folder, else a new one. Blocks. */
  static AdminToken of(@Nullable Secret configured, DataFolder folder) throws IOException {
    if (configured != null) {
      return new AdminToken(configured, false);
    }
    Path file = folder.adminToken();
    boolean fresh = DataFolder.createSecret(file, generate() + "\n");
    return new AdminToken(new Secret(Files.readString(file).trim()), fresh);
  }

  private static String generate() {
    var bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
