// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which variables make which credential, and what is said of those that are not set. */
class EnvironmentCredentialTest extends CredentialFixture {

  private static final TestCertificate CERTIFICATE = TestCertificate.make("variable", "RSA");
  private static final String[] WHO = {"AZURE_TENANT_ID", TENANT, "AZURE_CLIENT_ID", CLIENT};

  @TempDir Path folder;

  private EnvironmentCredential credential(String... variables) {
    var all = new HashMap<String, String>();
    for (int i = 0; i < variables.length; i += 2) {
      all.put(variables[i], variables[i + 1]);
    }
    all.putIfAbsent("AZURE_AUTHORITY_HOST", stub.base());
    return EnvironmentCredential.builder(transport).environment(new Environment(all)).build();
  }

  private EnvironmentCredential known(String... more) {
    return credential(Stream.of(WHO, more).flatMap(Stream::of).toArray(String[]::new));
  }

  @Test
  void takesTheSecretFirst() {
    read(known("AZURE_CLIENT_SECRET", SECRET, "AZURE_CLIENT_CERTIFICATE_PATH", "/nowhere"));

    assertThat(stub.last().uri()).isEqualTo(TOKEN_PATH);
    assertThat(stub.last().form())
        .containsEntry("client_id", CLIENT)
        .containsEntry("client_secret", SECRET);
  }

  @Test
  void takesTheCertificateWithPasswordAndChain() throws Exception {
    Path file = folder.resolve("program.p12");
    Files.write(file, CERTIFICATE.pkcs12());

    read(
        known(
            "AZURE_CLIENT_CERTIFICATE_PATH",
            file.toString(),
            "AZURE_CLIENT_CERTIFICATE_PASSWORD",
            TestCertificate.PASSWORD,
            "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN",
            "1"));

    var header = SignedJWT.parse(stub.last().form().get("client_assertion")).getHeader();
    assertThat(header.getX509CertChain()).hasSize(1);
  }

  static Stream<Arguments> missing() {
    return Stream.of(
        Arguments.of(Map.of(), "environment: AZURE_TENANT_ID and AZURE_CLIENT_ID not set"),
        Arguments.of(
            Map.of("AZURE_CLIENT_ID", "c", "AZURE_CLIENT_SECRET", "s"),
            "environment: AZURE_TENANT_ID not set"),
        Arguments.of(
            Map.of("AZURE_CLIENT_ID", "c", "AZURE_TENANT_ID", " "),
            "environment: AZURE_TENANT_ID not set"),
        Arguments.of(
            Map.of("AZURE_CLIENT_ID", "c", "AZURE_TENANT_ID", "t"),
            "environment: neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set"),
        Arguments.of(
            Map.of("AZURE_CLIENT_ID", "c", "AZURE_TENANT_ID", "t", "AZURE_USERNAME", "u"),
            "environment: neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set;"
                + " AZURE_USERNAME is, but passwords are not supported"));
  }

  @ParameterizedTest
  @MethodSource("missing")
  void namesWhatIsNotSet(Map<String, String> variables, String problem) {
    var credential =
        EnvironmentCredential.builder(transport).environment(new Environment(variables)).build();

    assertThat(failure(credential.token(REQUEST)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessage(problem);
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThat(failure(known("AZURE_CLIENT_CERTIFICATE_PATH", "/no/such.pem").token(REQUEST)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining("/no/such.pem");
  }

  @Test
  void wrongValuesNameTheVariable() {
    assertThatThrownBy(() -> known("AZURE_CLIENT_SECRET", "s", "AZURE_AUTHORITY_HOST", "http://x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("AZURE_AUTHORITY_HOST http://x is not https");
    assertThatThrownBy(
            () ->
                credential(
                    "AZURE_TENANT_ID", "a b", "AZURE_CLIENT_ID", "c", "AZURE_CLIENT_SECRET", "s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("AZURE_TENANT_ID must be letters");
  }

  @Test
  void obeysTheSwitches() {
    answerTokens("fabrikam");
    var other = REQUEST.withTenantId("fabrikam").withContinuousAccess(true);
    var open =
        known("AZURE_CLIENT_SECRET", SECRET, "AZURE_ADDITIONALLY_ALLOWED_TENANTS", "x; fabrikam");
    var strict =
        known(
            "AZURE_CLIENT_SECRET",
            SECRET,
            "AZURE_IDENTITY_DISABLE_MULTITENANTAUTH",
            "true",
            "AZURE_IDENTITY_DISABLE_CP1",
            "TRUE");

    read(open, other);
    assertThat(stub.last().uri()).startsWith("/fabrikam/");
    assertThat(stub.last().form()).containsKey("claims");
    read(strict, other);
    assertThat(stub.last().uri()).startsWith("/" + TENANT + "/");
    assertThat(stub.last().form()).doesNotContainKey("claims");
    assertThat(failure(known("AZURE_CLIENT_SECRET", SECRET).token(other)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
