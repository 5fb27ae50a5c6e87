// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.credential.managed.IdentityDouble;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.oauth.AuthorizationServerMetadata;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.EngineClosedException;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A browser that a test plays: it gets the address, and brings an answer to the loopback port. */
class InteractiveBrowserCredentialTest {

  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final CredentialRequest API = CredentialRequest.of("api");

  private static RSAKey key;

  private final IdentityDouble authority = new IdentityDouble();
  private final HttpTransport transport =
      HttpTransport.of(HttpOptions.DEFAULTS, Clock.systemUTC(), Schedulers.parallel());
  private final List<Map<String, String>> trips = new CopyOnWriteArrayList<>();
  private final BlockingQueue<CompletableFuture<HttpResponse<String>>> pages =
      new LinkedBlockingQueue<>();
  private String extra = "&code=code-secret-1";
  private String nonce;

  @BeforeAll
  static void makeKey() throws Exception {
    key = new RSAKeyGenerator(2048).keyID("k").generate();
  }

  @BeforeEach
  void answerTokens() {
    authority.rule(
        request ->
            request.path().equals("/keys")
                ? new IdentityDouble.Answer(200, new JWKSet(key).toString(true))
                : new IdentityDouble.Answer(200, tokens()));
  }

  @AfterEach
  void close() {
    transport.close().block(WAIT);
    authority.close();
  }

  @Test
  void signsInWithCodeAndProof() throws Exception {
    var token = browser().build().token(API).block(WAIT);

    assertThat(token.value()).isEqualTo("at-secret-1");
    Map<String, String> trip = trips.get(0);
    assertThat(trip)
        .containsEntry("client_id", "client-1")
        .containsEntry("response_type", "code")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("scope", "api openid profile offline_access");
    Map<String, String> exchange = parameters(tokenRequests().get(0));
    assertThat(exchange)
        .containsEntry("grant_type", "authorization_code")
        .containsEntry("code", "code-secret-1")
        .containsEntry("redirect_uri", trip.get("redirect_uri"));
    assertThat(s256(exchange.get("code_verifier"))).isEqualTo(trip.get("code_challenge"));
    HttpResponse<String> page = pages.take().get(20, TimeUnit.SECONDS);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("You are signed in").doesNotContain("secret");
    assertClosed(trip);
  }

  @Test
  void goesOnSilentlyWithTheRefreshToken() {
    var credential = browser().build();
    credential.token(API).block(WAIT);

    credential.token(API).block(WAIT);
    credential.token(CredentialRequest.of("other")).block(WAIT);

    assertThat(trips).hasSize(1);
    assertThat(tokenRequests()).hasSize(2);
    assertThat(parameters(tokenRequests().get(1)))
        .containsEntry("grant_type", "refresh_token")
        .containsEntry("refresh_token", "rt-secret-1")
        .containsEntry("scope", "other openid profile offline_access");
  }

  @Test
  void opensTheBrowserAgainWhenTheRefreshTokenIsRefused() {
    var credential = browser().build();
    credential.token(API).block(WAIT);
    authority.once(400, "{\"error\":\"invalid_grant\"}");

    assertThat(credential.token(CredentialRequest.of("other")).block(WAIT)).isNotNull();

    assertThat(trips).hasSize(2);
  }

  @Test
  void opensOneBrowserForAllThatWait() {
    var credential = browser().build();

    Mono.when(
            credential.token(API),
            credential.token(CredentialRequest.of("b")),
            credential.token(CredentialRequest.of("c")))
        .block(WAIT);

    assertThat(trips).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "&error=access_denied&error_description=no%20thanks, access_denied: no thanks",
    "&error=login_required, login_required"
  })
  void tellsWhatWasRefused(String answer, String message) throws Exception {
    extra = answer;

    assertThat(failure(browser().build().token(API)))
        .isInstanceOf(OAuthException.class)
        .hasMessage(message);
    assertThat(pages.take().get(20, TimeUnit.SECONDS).body()).contains("The sign-in failed");
  }

  @ParameterizedTest
  @CsvSource({
    "'', code is missing",
    "&code=, code is missing",
    "&code=c&iss=https%3A%2F%2Fevil, iss is not",
    "&error=a%22b, error makes no sense"
  })
  void refusesAnswersThatMakeNoSense(String answer, String problem) {
    extra = answer;

    assertThat(failure(browser().build().token(API)))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining(problem);
    assertThat(tokenRequests()).isEmpty();
  }

  @Test
  void takesTheRightIssuer() {
    extra = "&code=c&iss=" + URLEncoder.encode(authority.base(), UTF_8);

    assertThat(browser().build().token(API).block(WAIT)).isNotNull();
  }

  @Test
  void refusesAnIdTokenOfAnotherSignIn() {
    nonce = "another";

    assertThat(failure(browser().build().token(API)))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining("nonce");
  }

  @Test
  void wantsAnIdToken() {
    authority.always(200, "{\"access_token\":\"at\",\"expires_in\":3600}");

    assertThat(failure(browser().build().token(API))).hasMessageContaining("id_token is missing");
  }

  @Test
  void endsAfterTheLimit() {
    var late =
        browser().openBrowser(address -> visit(address, false)).limit(Duration.ofMillis(300));

    assertThat(failure(late.build().token(API)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining("nobody signed in");
    assertClosed(trips.get(0));
  }

  @Test
  void closesThePortWhenItIsCancelled() throws Exception {
    var opened = new CompletableFuture<URI>();
    var credential = browser().openBrowser(opened::complete).build();

    var running = credential.token(API).subscribe();
    URI address = opened.get(20, TimeUnit.SECONDS);
    running.dispose();

    assertClosed(parameters(address.getRawQuery()));
  }

  @Test
  void closesThePortWithTheCredential() throws Exception {
    var opened = new CompletableFuture<URI>();
    var credential = browser().openBrowser(opened::complete).build();
    var running = credential.token(API).toFuture();
    URI address = opened.get(20, TimeUnit.SECONDS);

    credential.close();

    assertThatThrownBy(() -> running.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(EngineClosedException.class);
    assertClosed(parameters(address.getRawQuery()));
  }

  @Test
  void tellsWhyTheBrowserDidNotOpen() {
    var broken =
        browser()
            .openBrowser(
                address -> {
                  throw new CredentialUnavailableException("no display");
                });

    assertThat(failure(broken.build().token(API))).hasMessage("no display");
  }

  private InteractiveBrowserCredential.Builder browser() {
    return InteractiveBrowserCredential.builder(transport)
        .registration(ClientRegistration.of(metadata(), "client-1"))
        .openBrowser(address -> visit(address, true));
  }

  private AuthorizationServerMetadata metadata() {
    String base = authority.base();
    return new AuthorizationServerMetadata(
        base,
        URI.create(base + "/token"),
        null,
        null,
        URI.create(base + "/keys"),
        null,
        URI.create(base + "/authorize"));
  }

  private void visit(URI address, boolean signingIn) {
    Map<String, String> trip = parameters(address.getRawQuery());
    trips.add(trip);
    if (signingIn) {
      String back = trip.get("redirect_uri") + "/?state=" + trip.get("state") + extra;
      pages.add(get(back));
    }
  }

  private static CompletableFuture<HttpResponse<String>> get(String uri) {
    return HttpClient.newHttpClient()
        .sendAsync(
            HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private String tokens() {
    String repeated =
        nonce != null || trips.isEmpty() ? nonce : trips.get(trips.size() - 1).get("nonce");
    return """
        {"access_token":"at-secret-1","token_type":"Bearer","expires_in":3600,
         "refresh_token":"rt-secret-1","id_token":"%s"}"""
        .formatted(idToken(repeated));
  }

  private String idToken(String repeated) {
    try {
      var claims =
          new JWTClaimsSet.Builder()
              .issuer(authority.base())
              .subject("u-1")
              .audience("client-1")
              .expirationTime(Date.from(Instant.now().plusSeconds(300)))
              .claim("nonce", repeated)
              .build();
      var jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(), claims);
      jwt.sign(new RSASSASigner(key));
      return jwt.serialize();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> tokenRequests() {
    return authority.asked().stream()
        .filter(request -> request.path().equals("/token"))
        .map(IdentityDouble.Asked::body)
        .toList();
  }

  private static void assertClosed(Map<String, String> trip) {
    assertThatThrownBy(() -> get(trip.get("redirect_uri")).get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ConnectException.class);
  }

  private static Map<String, String> parameters(String form) {
    var all = new HashMap<String, String>();
    for (String pair : form.split("&")) {
      String[] parts = pair.split("=", 2);
      all.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
    }
    return all;
  }

  private static String s256(String verifier) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }

  private static Throwable failure(Mono<?> mono) {
    return mono.<Throwable>map(value -> new AssertionError("succeeded: " + value))
        .switchIfEmpty(Mono.just(new AssertionError("completed empty")))
        .onErrorResume(Mono::just)
        .block(WAIT);
  }
}
