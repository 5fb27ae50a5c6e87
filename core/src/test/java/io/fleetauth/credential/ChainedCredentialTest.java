// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.OAuthException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

class ChainedCredentialTest {

  private final List<String> asked = new ArrayList<>();
  private final List<String> gone = new ArrayList<>();

  /** u is unavailable, r is refused, any other gives a token of its name. */
  private Credential link(String name) {
    return request ->
        Mono.defer(
            () -> {
              asked.add(name);
              if (name.startsWith("u") || gone.contains(name)) {
                return Mono.error(new CredentialUnavailableException("no " + name + " here"));
              }
              return name.startsWith("r")
                  ? Mono.error(new OAuthException(ErrorCode.INVALID_CLIENT, name))
                  : StaticCredential.of(name, Instant.MAX).token(request);
            });
  }

  private ChainedCredential chain(String names) {
    var builder = ChainedCredential.builder();
    List.of(names.split(" ")).forEach(name -> builder.add(name, link(name)));
    return builder.build();
  }

  @ParameterizedTest
  @CsvSource({
    "a b,     a",
    "u1 b,    u1 b",
    "u1 u2 c, u1 u2 c",
    "r b,     r",
    "u1 r c,  u1 r",
    "u1 u2,   u1 u2"
  })
  void goesOnOnlyWhenUnavailable(String names, String expected) {
    chain(names).token(CredentialFixture.REQUEST).onErrorComplete().block();

    assertThat(asked).containsExactly(expected.split(" "));
  }

  @Test
  void remembersWhoGaveAToken() {
    ChainedCredential chain = chain("u1 b c");

    assertThat(read(chain)).isEqualTo("b");
    assertThat(read(chain)).isEqualTo("b");

    assertThat(asked).containsExactly("u1", "b", "b");
  }

  @Test
  void looksAnewWhenTheRememberedOneIsGone() {
    ChainedCredential chain = chain("u1 b c");
    read(chain);
    gone.add("b");

    assertThat(read(chain)).isEqualTo("c");
    assertThat(asked).containsExactly("u1", "b", "b", "u1", "b", "c");
  }

  @Test
  void saysOfEachWhyItIsUnavailable() {
    assertThat(CredentialFixture.failure(chain("u1 u2").token(CredentialFixture.REQUEST)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessage("no credential is available here: u1: no u1 here; u2: no u2 here");
  }

  @Test
  void givesAStaticTokenAsItIs() {
    var expired =
        new AccessToken(
            "t", "pop", CredentialFixture.REQUEST.scopes(), Instant.EPOCH, Instant.EPOCH, null);

    assertThat(new StaticCredential(expired).token(CredentialFixture.REQUEST).block())
        .isSameAs(expired);
    assertThat(new StaticCredential(expired).toString()).doesNotContain("\"t\"");
  }

  private static String read(Credential credential) {
    return credential.token(CredentialFixture.REQUEST).map(AccessToken::value).block();
  }
}
