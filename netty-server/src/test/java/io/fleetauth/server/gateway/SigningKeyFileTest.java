// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyFileTest {

  @TempDir Path folder;

  @Test
  void keySurvivesARestartAndOnlyItsOwnerReadsIt() throws IOException {
    Path file = folder.resolve("keys/id-token.jwk");

    RSAKey made = SigningKeyFile.load(file);

    assertThat(SigningKeyFile.load(file)).isEqualTo(made);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void brokenFileIsNamedButNotQuoted() throws IOException {
    Path file = Files.writeString(folder.resolve("k"), "hush");

    assertThatIOException()
        .isThrownBy(() -> SigningKeyFile.load(file))
        .withMessage(file + " is no RSA key in JWK form")
        .withNoCause();
  }
}
