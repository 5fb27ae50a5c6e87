// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import io.fleetauth.oauth.ClientSecret;
import io.fleetauth.store.postgres.PostgresOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The section {@code gateway.store}. */
public record StoreSection(
    @Key(
            doc =
                "PostgreSQL database that several gateways share,"
                    + " `postgresql://user:password@host:port/database`, with `?sslmode=verify-full`"
                    + " over a network; a file in the data folder, for one gateway, when not given.")
        @Nullable Secret url,
    @Key(doc = "Password for the database, instead of one in `url`.") @Nullable Secret password,
    @Key(doc = "File with the password, instead of `password`.") @Nullable Path passwordFile,
    @Key(
            doc =
                "Folder with `sealing-keys.json` and `gateway-signing-key.json`, the same for all"
                    + " gateways that share the database; required with `url`.")
        @Nullable Path keys) {

  public StoreSection {
    if (url == null) {
      if (password != null || passwordFile != null || keys != null) {
        throw new IllegalArgumentException("url is missing");
      }
    } else {
      if (keys == null) {
        throw new IllegalArgumentException("keys is missing: gateways that share need the same");
      }
      if (password != null && passwordFile != null) {
        throw new IllegalArgumentException("give password or password-file, not both");
      }
      PostgresOptions.of(url.value());
    }
  }

  /**
   * Returns the shared database, or {@code null} when there is none. Throws an {@code IOException}
   * that names the file of the password.
   */
  public @Nullable PostgresOptions options() throws IOException {
    if (url == null) {
      return null;
    }
    PostgresOptions options = PostgresOptions.of(url.value());
    String secret = password == null ? read(passwordFile) : password.value();
    return secret == null ? options : options.withPassword(new ClientSecret(secret));
  }

  private static @Nullable String read(@Nullable Path file) throws IOException {
    if (file == null) {
      return null;
    }
    String content = Files.readString(file).stripTrailing();
    if (content.isEmpty()) {
      throw new ConfigException("gateway.store.password-file: " + file + " is empty");
    }
    return content;
  }
}
