// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static io.fleetauth.server.interop.ServedBy.AUTHORITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.credential.ClientSecretCredential;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.http.Retries;
import io.fleetauth.http.ServiceException;
import io.fleetauth.mixedreality.MixedRealityStsClient;
import io.fleetauth.mixedreality.StsScope;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.server.authority.mixedreality.MixedRealityAccount;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our Mixed Reality client asks our STS over TLS. */
class MixedRealityRoundTripTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final UUID FOREIGN = UUID.fromString("6f1c0c2b-7d0a-4f43-9a3e-0d8b5a1c2e3f");

  private static InteropServers servers;
  private static MixedRealityAccount account;
  private static HttpTransport transport;

  @BeforeAll
  static void start() throws Exception {
    servers = InteropServers.start();
    account = servers.services().mixedReality().get(0);
    transport = HttpTransport.create(servers.clientOptions());
  }

  @AfterAll
  static void stop() {
    transport.close().block(PATIENCE);
    servers.close();
  }

  private static MixedRealityStsClient.Builder builder() {
    return MixedRealityStsClient.builder(transport)
        .accountId(account.id())
        .endpoint(URI.create(servers.httpsBase(AUTHORITY)));
  }

  private static MixedRealityStsClient.Builder withKey() {
    return builder().accountKey(account.keys().primary());
  }

  private static ClientSecretCredential program() {
    return ClientSecretCredential.builder(transport)
        .authorityHost(URI.create(servers.httpsBase(AUTHORITY)))
        .tenantId(AUTHORITY.tenant())
        .clientId("fleetauth-service")
        .clientSecret("fleetauth-service-secret")
        .build();
  }

  /** Past the memory, which would ask once more in the background. */
  private static <E extends Throwable> E failure(Class<E> type, MixedRealityStsClient client) {
    return catchThrowableOfType(type, () -> client.tokenResponse().block(PATIENCE));
  }

  private static ServiceException refusal(MixedRealityStsClient client) {
    ServiceException refusal = failure(ServiceException.class, client);
    assertThat(refusal.correlationId()).matches("[A-Za-z0-9+/]{22}\\.0");
    assertThat(refusal).hasMessageContaining(refusal.correlationId());
    return refusal;
  }

  @Test
  void eitherKeyGetsATokenOfADayWhichIsKept() {
    for (String key : account.keys().all()) {
      MixedRealityStsClient client = builder().accountKey(key).build();
      AccessToken token = client.token().block(PATIENCE);

      assertThat(token.expiresAt())
          .isCloseTo(Instant.now().plus(Duration.ofDays(1)), within(1, ChronoUnit.MINUTES));
      assertThat(servers.isActive(token.value())).isTrue();
      assertThat(client.token().block(PATIENCE)).isSameAs(token);
      assertThat(client.renew().block(PATIENCE)).isNotEqualTo(token);
    }
  }

  @ParameterizedTest
  @EnumSource(StsScope.class)
  void theTokenOfAProgramGetsATokenInEitherSpelling(StsScope scope) throws Exception {
    AccessToken token =
        builder().credential(program()).scope(scope).build().token().block(PATIENCE);

    var claims = SignedJWT.parse(token.value()).getJWTClaimsSet();
    assertThat(claims.getStringClaim("aid")).isEqualTo(account.id().toString());
    assertThat(claims.getStringClaim("cai")).isNotEqualTo(account.id().toString());
  }

  @Test
  void theResponseIsTheServices() {
    var response = withKey().build().tokenResponse().block(PATIENCE);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers())
        .containsEntry("content-type", "application/json; charset=utf-8")
        .containsEntry("cache-control", "no-store, no-cache");
    assertThat(response.headers().get("ms-cv")).matches("[A-Za-z0-9+/]{22}\\.0");
  }

  @Test
  void aWrongKeyIsRefused() {
    ServiceException refusal = refusal(builder().accountKey("d3Jvbmctd3Jvbmc=").build());

    assertThat(refusal.status()).isEqualTo(401);
    assertThat(refusal.code()).isEqualTo("Unauthorized");
    assertThat(refusal.serviceMessage()).isEqualTo("The account id or the account key is wrong.");
    assertThat(refusal.toString()).doesNotContain("d3Jvbmctd3Jvbmc=");
  }

  @Test
  void aForeignAccountIsRefused() {
    ServiceException byKey = refusal(withKey().accountId(FOREIGN).build());
    ServiceException byToken = refusal(builder().accountId(FOREIGN).credential(program()).build());

    assertThat(byKey.status()).isEqualTo(401);
    assertThat(byKey.serviceMessage()).isEqualTo("The account id or the account key is wrong.");
    assertThat(byToken.status()).isEqualTo(401);
    assertThat(byToken.serviceMessage()).isEqualTo("The account is not known.");
  }

  @Test
  void anUnknownVersionIsRefused() {
    ServiceException refusal = refusal(withKey().apiVersion("2020-01-01").build());

    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.code()).isEqualTo("UnsupportedApiVersion");
    assertThat(refusal.target()).isEqualTo("api-version");
  }

  @Test
  void throttlingIsWaitedOutOrTold() {
    throttle(1);
    long start = System.nanoTime();
    assertThat(withKey().build().token().block(PATIENCE)).isNotNull();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));

    throttle(7);
    ServiceException refusal = refusal(withKey().retries(Retries.NONE).build());
    assertThat(refusal.status()).isEqualTo(429);
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  private static void throttle(int seconds) {
    servers.play(
        "{'endpoint':'mixed-reality','action':'STATUS','status':429,'times':1,'retry_after':"
            + seconds
            + "}");
  }

  @Test
  void anAnswerWithoutATokenIsMalformed() {
    servers.play("{'endpoint':'mixed-reality','action':'OMIT','omit':['AccessToken'],'times':1}");
    assertThat(failure(MalformedResponseException.class, withKey().build()))
        .hasMessageEndingWith("AccessToken is missing");
  }
}
