// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.oauth.ClientRegistration;
import java.net.URI;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Wrong arguments fail when the credential is made, and the message names the argument. */
class CredentialArgumentsTest extends CredentialFixture {

  @Test
  void areNamed() {
    refuses("tenantId is required", b -> bare().clientId("c").clientSecret("s"));
    refuses("clientId is required", b -> bare().tenantId("t").clientSecret("s"));
    refuses("clientSecret is required", b -> bare().tenantId("t").clientId("c"));
    refuses("clientSecret is required", b -> b.clientSecret(" "));
    refuses("tenantId must be letters", b -> b.tenantId("a/../b"));
    refuses("additionallyAllowedTenants must be letters", b -> b.additionallyAllowedTenants("?"));
    refuses("authorityHost http://evil.example is not https", b -> host(b, "http://evil.example"));
    refuses("authorityHost login is not an absolute", b -> host(b, "login"));
    refuses(
        "registration takes the place of tenantId",
        b -> b.registration(ClientRegistration.oidc("https://as.example", "c")));
  }

  @Test
  void ofTheOthersAreNamedToo() {
    var certificate = ClientCertificateCredential.builder(transport).tenantId("t").clientId("c");
    assertThatThrownBy(certificate::build).hasMessage("certificate is required");
    var assertion = ClientAssertionCredential.builder(transport).tenantId("t").clientId("c");
    assertThatThrownBy(assertion::build).hasMessage("clientAssertion is required");
    var user = OnBehalfOfCredential.builder(transport).tenantId("t").clientId("c");
    assertThatThrownBy(user::build).hasMessage("userAssertion is required");
    user.userAssertion("u");
    assertThatThrownBy(user::build)
        .hasMessage("clientSecret, certificate or clientAssertion is required");
    user.clientSecret("s");
    assertThatThrownBy(() -> user.clientAssertion(() -> Mono.just("a")))
        .hasMessage("give one of clientSecret, certificate and clientAssertion");
    assertThatThrownBy(() -> ChainedCredential.of()).hasMessage("credentials must not be empty");
  }

  @Test
  void nothingIsAskedWhenACredentialIsMade() {
    secret().build();

    assertThat(stub.asked()).isEmpty();
  }

  private ClientSecretCredential.Builder bare() {
    return ClientSecretCredential.builder(transport);
  }

  private static ClientSecretCredential.Builder host(
      ClientSecretCredential.Builder builder, String host) {
    return builder.authorityHost(URI.create(host));
  }

  private void refuses(String problem, UnaryOperator<ClientSecretCredential.Builder> wrong) {
    assertThatThrownBy(() -> wrong.apply(secret()).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(problem);
  }
}
