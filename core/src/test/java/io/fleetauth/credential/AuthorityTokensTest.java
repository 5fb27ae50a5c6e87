// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.endpoint.ScriptedAuthorizationServer;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.UnavailableException;
import io.fleetauth.token.RenewalContext;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** What the credentials of authorization servers share: keeping, renewing, tenants and claims. */
class AuthorityTokensTest extends CredentialFixture {

  private static final String CHALLENGE =
      "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"1\"}}}";

  @Test
  void keepsATokenForEachWholeRequest() {
    var credential = secret().additionallyAllowedTenants("fabrikam").build();
    answerTokens("fabrikam");
    List<CredentialRequest> requests =
        List.of(
            REQUEST,
            CredentialRequest.of("api://y/.default"),
            REQUEST.withTenantId("fabrikam"),
            REQUEST.withContinuousAccess(true));

    List<String> first = requests.stream().map(request -> read(credential, request)).toList();
    List<String> again = requests.stream().map(request -> read(credential, request)).toList();

    assertThat(again).isEqualTo(first).doesNotHaveDuplicates();
    assertThat(stub.asked()).hasSize(requests.size());
    assertThat(read(credential, REQUEST.withTenantId(TENANT))).isEqualTo(first.get(0));
    assertThat(stub.asked().get(2).uri()).isEqualTo("/fabrikam/oauth2/v2.0/token");
  }

  @Test
  void renewsWhatIsUsedBeforeItExpires() {
    var count = new AtomicInteger();
    var server = new ScriptedAuthorizationServer(time);
    var context = RenewalContext.of(transport.clock(), time, () -> 0.5);
    var tokens =
        new AuthorityTokens(
            new Authorities(new Tenants(TENANT, Set.of()), server, tenant -> server),
            context,
            (from, request, claims) ->
                Mono.fromSupplier(
                    () -> server.tokens("" + count.incrementAndGet(), Duration.ofHours(1))));

    List<String> read =
        IntStream.range(0, 80)
            .mapToObj(
                minute -> {
                  String value = read(tokens::token);
                  time.advanceTimeBy(Duration.ofMinutes(1));
                  return value;
                })
            .toList();

    assertThat(read.get(0)).isEqualTo("access-1");
    assertThat(read.get(79)).isEqualTo("access-2");
    assertThat(read.lastIndexOf("access-1")).isBetween(30, 59);
    assertThat(count).hasValue(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "contoso.example|",
        "fabrikam       | fabrikam is not among its additionallyAllowedTenants",
        "a/b            | tenantId must be letters, digits, '.' and '-', was 'a/b'"
      })
  void checksTheTenantOfARequest(String tenant, String problem) {
    var credential = secret().additionallyAllowedTenants("other").build();
    var token = credential.token(REQUEST.withTenantId(tenant));

    if (problem == null) {
      assertThat(token.block(WAIT)).isNotNull();
    } else {
      assertThat(failure(token))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(problem);
      assertThat(stub.asked()).isEmpty();
    }
  }

  @Test
  void asksAnyTenantWhenAllAreAllowed() {
    answerTokens("fabrikam");
    var credential = secret().additionallyAllowedTenants("*").build();

    assertThat(read(credential, REQUEST.withTenantId("fabrikam"))).isEqualTo("token-1");
  }

  @Test
  void saysThatItUnderstandsChallenges() {
    read(secret().build(), REQUEST.withContinuousAccess(true));
    assertThat(stub.last().form())
        .containsEntry("claims", "{\"access_token\":{\"xms_cc\":{\"values\":[\"cp1\"]}}}");

    read(secret().build(), REQUEST.withClaims(CHALLENGE));
    assertThat(stub.last().form()).containsEntry("claims", CHALLENGE);

    read(secret().build(), REQUEST.withClaims(CHALLENGE).withContinuousAccess(true));
    assertThat(stub.last().form().get("claims"))
        .contains("\"nbf\":{")
        .contains("\"xms_cc\":{\"values\":[\"cp1\"]}");

    read(secret().build());
    assertThat(stub.last().form()).doesNotContainKey("claims");
  }

  @Test
  void aChallengedTokenIsNotServedAgain() {
    var credential = secret().build();
    assertThat(read(credential)).isEqualTo("token-1");

    assertThat(read(credential, REQUEST.withClaims(CHALLENGE))).isEqualTo("token-2");
    assertThat(read(credential)).isEqualTo("token-3");
    assertThat(read(credential, REQUEST.withClaims(CHALLENGE))).isEqualTo("token-2");
    assertThat(read(credential)).isEqualTo("token-3");
  }

  @Test
  void refusesClaimsThatAreNotJson() {
    assertThat(failure(secret().build().token(REQUEST.withClaims("x"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("claims is not a JSON object");
  }

  @Test
  void triesOnceMoreAfterASecondButObeysRetryAfter() {
    stub.on(TOKEN_PATH, 503, "{}");
    var real = HttpTransport.create(HttpOptions.DEFAULTS);
    var impatient =
        ClientSecretCredential.builder(real)
            .authorityHost(host())
            .tenantId(TENANT)
            .clientId(CLIENT)
            .clientSecret(SECRET)
            .build();
    assertThat(failure(impatient.token(REQUEST))).isInstanceOf(UnavailableException.class);
    real.close().block(WAIT);
    assertThat(stub.asked()).hasSize(2);

    stub.on(TOKEN_PATH, 429, "{}", "Retry-After", "7");
    assertThat(failure(secret().build().token(REQUEST)))
        .isInstanceOfSatisfying(
            UnavailableException.class,
            busy -> assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
    assertThat(stub.asked()).hasSize(3);
  }

  @Test
  void isOfNoUseOnceClosed() {
    var credential = secret().build();
    read(credential);
    credential.close();

    assertThat(failure(credential.token(REQUEST))).isInstanceOf(EngineClosedException.class);
  }
}
