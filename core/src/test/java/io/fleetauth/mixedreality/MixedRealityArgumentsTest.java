// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.mixedreality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.credential.StaticCredential;
import io.fleetauth.mixedreality.MixedRealityStsClient.Builder;
import io.fleetauth.oauth.AccessToken;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong arguments fail when the client is made, and the message names the argument. */
class MixedRealityArgumentsTest extends StsFixture {

  @Test
  void thatAreMissingAreNamed() {
    refuses("accountId is required", MixedRealityStsClient.builder(transport));
    refuses(
        "accountDomain or endpoint is required",
        MixedRealityStsClient.builder(transport).accountId(ACCOUNT).accountKey(KEY));
    refuses("give one of accountKey, credential and accessToken", bare());
  }

  @Test
  void thatExcludeEachOtherAreNamed() {
    refuses(
        "give one of accountDomain and endpoint",
        bare().accountDomain("mixedreality.azure.com").accountKey(KEY));
    refuses(
        "give only one of accountKey, credential and accessToken",
        bare().accountKey(KEY).credential(request -> null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "account",
        "1-2-3-4-5",
        "{0b3f3a52-9c61-4a0e-8a57-3d1c2b4e5f60}",
        "0b3f3a529c614a0e8a573d1c2b4e5f60"
      })
  void accountIdHasToBeAUuid(String id) {
    refuses("accountId is not a UUID: '" + id + "'", builder -> builder.accountId(id));
  }

  @Test
  void accountIdMustNotBeNil() {
    refuses(
        "accountId must not be all zeros",
        builder -> builder.accountId("00000000-0000-0000-0000-000000000000"));
    refuses("accountId must not be all zeros", builder -> builder.accountId(new UUID(0, 0)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a/b", "a@b.example", "a?b", "-", "a:1", "..", "ä"})
  void accountDomainHasToBeADomain(String domain) {
    refuses(
        "accountDomain is not a domain name: '" + domain + "'",
        builder -> builder.accountDomain(domain));
  }

  @ParameterizedTest
  @CsvSource({
    "http://sts.example, is not https",
    "sts.example, is not an absolute http(s) URL",
    "https:/x, is not an absolute http(s) URL",
    "https://user@sts.example, has a user name or a fragment",
    "https://sts.example/?a=b, has a query"
  })
  void endpointHasToBeABareAddress(String endpoint, String problem) {
    refuses(
        "endpoint " + endpoint + " " + problem, builder -> builder.endpoint(URI.create(endpoint)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "s3cret key", "s3cret\r\nX-Y: z", "s3crét"})
  void accountKeyHasToFitAHeaderAndIsNotShown(String key) {
    refuses(
        "accountKey must be visible ASCII characters, and not empty",
        builder -> builder.accountKey(key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "2019&x=y", "2019/02"})
  void apiVersionHasToFitAQuery(String version) {
    refuses(
        "apiVersion must be letters, digits, '.' and '-', was '" + version + "'",
        builder -> builder.apiVersion(version));
  }

  @Test
  void nullIsNamed() {
    assertThatThrownBy(() -> MixedRealityStsClient.builder(null)).hasMessage("transport");
    namesNull("accountId", builder -> builder.accountId((String) null));
    namesNull("accountId", builder -> builder.accountId((UUID) null));
    namesNull("accountDomain", builder -> builder.accountDomain(null));
    namesNull("endpoint", builder -> builder.endpoint(null));
    namesNull("accountKey", builder -> builder.accountKey(null));
    namesNull("credential", builder -> builder.credential(null));
    namesNull("accessToken", builder -> builder.accessToken(null));
    namesNull("scope", builder -> builder.scope(null));
    namesNull("apiVersion", builder -> builder.apiVersion(null));
    namesNull("retries", builder -> builder.retries(null));
    namesNull("refreshPolicy", builder -> builder.refreshPolicy(null));
  }

  @Test
  void anEndpointIsTakenAsItIsMeant() {
    assertThat(ofDomain("eastus2.mixedreality.azure.com").endpoint())
        .hasToString("https://sts.eastus2.mixedreality.azure.com");
    var behindAProxy = bare().endpoint(URI.create("https://proxy.example/sts/")).accountKey(KEY);
    assertThat(behindAProxy.build().endpoint()).hasToString("https://proxy.example/sts");
    assertThat(withKey().accountId()).isEqualTo(ACCOUNT);
  }

  @Test
  void nothingIsAskedWhenAClientIsMade() {
    withKey();

    assertThat(stub.asked()).isEmpty();
  }

  private MixedRealityStsClient ofDomain(String domain) {
    AccessToken token = StaticCredential.of("t", Instant.EPOCH).token();
    return MixedRealityStsClient.builder(transport)
        .accountId(ACCOUNT.toString())
        .accountDomain(domain)
        .accessToken(token)
        .build();
  }

  private static void refuses(String problem, Builder wrong) {
    assertThatThrownBy(wrong::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem);
  }

  private void refuses(String problem, Consumer<Builder> wrong) {
    Builder builder = bare();
    assertThatThrownBy(() -> wrong.accept(builder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem);
  }

  private void namesNull(String name, Consumer<Builder> wrong) {
    Builder builder = bare();
    assertThatThrownBy(() -> wrong.accept(builder))
        .isInstanceOf(NullPointerException.class)
        .hasMessage(name);
  }
}
