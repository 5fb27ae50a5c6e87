// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.oauth.MalformedResponseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The challenge of Azure Arc: which files are read for it, and which never. */
class ArcChallengeTest extends ManagedFixture {

  private static final String KEY = "arc-key-secret";

  private Path tokens;

  @BeforeEach
  void connectTheMachine() throws IOException {
    tokens = Files.createDirectory(disk.resolve("tokens"));
    Files.writeString(tokens.resolve("good.key"), KEY + "\n");
    platform.rule(
        request ->
            ("Basic " + KEY).equals(request.header("Authorization"))
                ? new IdentityDouble.Answer(200, TOKEN)
                : challenge("Basic realm=" + tokens.resolve("good.key")));
  }

  @Test
  void provesItselfWithTheFile() {
    assertThat(arc().build().token(VAULT).block(WAIT).value()).isEqualTo("at-secret-1");

    assertThat(platform.asked()).hasSize(2);
    assertThat(platform.asked().get(0).header("Authorization")).isNull();
    assertThat(platform.last().query())
        .isEqualTo("api-version=2020-06-01&resource=https%3A%2F%2Fvault.azure.net");
    assertThat(platform.last().header("Metadata")).isEqualTo("true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Basic realm={tokens}/missing.key | is not there",
        "Basic realm={tokens}/other.txt | does not end in .key",
        "Basic realm={tokens}/large.key | more than 4096 bytes",
        "Basic realm={tokens}/empty.key | holds no key",
        "Basic realm={tokens}/folder.key | is not there",
        "Basic realm={tokens}/sub/deep.key | outside of the folder",
        "Basic realm={tokens}/../outside.key | outside of the folder",
        "Basic realm={tokens}/link.key | link to a file outside",
        "Basic realm={disk}/outside.key | outside of the folder",
        "Basic realm=good.key | outside of the folder",
        "Basic realm=/etc/passwd | outside of the folder",
        "Basic realm= | names no file",
        "Basic realm={tokens}/good.key, a=b | is not of the form",
        "Basic realm | is not of the form",
        "Bearer realm={tokens}/good.key | is not of the form"
      })
  void readsNoOtherFile(String header, String problem) throws IOException {
    Files.writeString(tokens.resolve("other.txt"), "other-secret");
    Files.writeString(tokens.resolve("large.key"), "x".repeat(4097));
    Files.writeString(tokens.resolve("empty.key"), "\n");
    Files.createDirectory(tokens.resolve("folder.key"));
    Files.createDirectory(tokens.resolve("sub"));
    Files.writeString(tokens.resolve("sub").resolve("deep.key"), "other-secret");
    Files.writeString(disk.resolve("outside.key"), "other-secret");
    Files.createSymbolicLink(tokens.resolve("link.key"), disk.resolve("outside.key"));
    String named = header.replace("{tokens}", tokens.toString()).replace("{disk}", "" + disk);
    platform.rule(request -> challenge(named));

    assertThat(failure(arc().build().token(VAULT)))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining(problem)
        .message()
        .doesNotContain("other-secret");
    assertThat(platform.asked()).hasSize(1);
  }

  @Test
  void refusesAChallengeWithoutAHeader() {
    platform.always(401, "");

    assertThat(failure(arc().build().token(VAULT))).hasMessageContaining("is not of the form");
  }

  @Test
  void tellsARefusalAfterTheProof() {
    platform.rule(
        request ->
            request.header("Authorization") == null
                ? challenge("Basic realm=" + tokens.resolve("good.key"))
                : new IdentityDouble.Answer(401, "{\"error\":\"no\",\"message\":\"" + KEY + "\"}"));

    assertThat(failure(arc().build().token(VAULT)))
        .hasMessageContaining("no: [redacted]")
        .message()
        .doesNotContain(KEY);
    assertThat(platform.asked()).hasSize(2);
  }

  @Test
  void saysWhoMayReadTheKey() throws IOException {
    Path key = tokens.resolve("good.key");
    org.junit.jupiter.api.Assumptions.assumeTrue(
        key.toFile().setReadable(false) && !Files.isReadable(key), "root reads everything");

    assertThat(failure(arc().build().token(VAULT)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining("group himds");
  }

  /** An agent that does not know the parameter would answer for the machine's own identity. */
  @Test
  void takesATokenOfTheIdentityThatWasAskedForOnly() {
    assertThat(failure(arc().clientId("c-1").build().token(VAULT)))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining("client_id is not the identity that was asked for");

    platform.always(200, TOKEN.replace("{", "{\"client_id\":\"C-1\","));
    assertThat(arc().clientId("c-1").build().token(VAULT).block(WAIT)).isNotNull();
  }

  private ManagedIdentityCredential.Builder arc() {
    return on(
        Map.of("IDENTITY_ENDPOINT", platform.base() + "/arc", "IMDS_ENDPOINT", platform.base()));
  }

  private static IdentityDouble.Answer challenge(String header) {
    return new IdentityDouble.Answer(401, "", "WWW-Authenticate", header);
  }
}
