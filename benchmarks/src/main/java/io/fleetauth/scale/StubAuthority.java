// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.scale;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * The least an authorization server can be: one person who approves all sign-ins at one word
 * ({@code POST /approve}). Signs one ID token for all, so that the load is the gateway's.
 */
public final class StubAuthority {

  static final String CLIENT = "fleet";

  private static final String USER_CODE = "USER";
  private static final int LIFETIME_SECONDS = 86_400;
  private static final int CODE_SECONDS = 900;

  private final String issuer;
  private final RSAKey key;
  private final String idToken;
  private final AtomicInteger codes = new AtomicInteger();
  private volatile boolean approved;

  private StubAuthority(String issuer) throws JOSEException {
    this.issuer = issuer;
    this.key = new RSAKeyGenerator(2048).keyID("stub").generate();
    this.idToken = idToken();
  }

  /**
   * Listens on loopback until the process ends.
   *
   * @param args the port
   */
  public static void main(String[] args) throws JOSEException {
    int port = Integer.parseInt(args[0]);
    var stub = new StubAuthority("http://127.0.0.1:" + port);
    var server = HttpServer.create().host("127.0.0.1").port(port).route(stub::routes).bindNow();
    server.onDispose().block();
  }

  /** Returns the token that the device with this user code gets. */
  static String accessToken(String userCode, int length) {
    return (userCode + ".").repeat(length / (userCode.length() + 1) + 1).substring(0, length);
  }

  private void routes(HttpServerRoutes routes) {
    routes
        .get("/.well-known/openid-configuration", (request, response) -> json(response, metadata()))
        .get("/keys", (request, response) -> json(response, new JWKSet(key).toString()))
        .post("/device", (request, response) -> json(response, authorization()))
        .post("/token", this::token)
        .post("/approve", (request, response) -> approve(response));
  }

  private String metadata() {
    return """
        {"issuer":"%1$s","token_endpoint":"%1$s/token","device_authorization_endpoint":"%1$s/device",
         "jwks_uri":"%1$s/keys","authorization_endpoint":"%1$s/authorize",
         "response_types_supported":["code"],"subject_types_supported":["public"],
         "id_token_signing_alg_values_supported":["RS256"]}"""
        .formatted(issuer);
  }

  private String authorization() {
    String code = USER_CODE + "%06d".formatted(codes.incrementAndGet());
    return """
        {"device_code":"device-%1$s","user_code":"%1$s","verification_uri":"%2$s/activate",
         "expires_in":%3$d,"interval":5}"""
        .formatted(code, issuer, CODE_SECONDS);
  }

  private Publisher<Void> token(HttpServerRequest request, HttpServerResponse response) {
    return request
        .receive()
        .aggregate()
        .asString(UTF_8)
        .flatMap(form -> Mono.from(token(URLDecoder.decode(form, UTF_8), response)));
  }

  private Publisher<Void> token(String form, HttpServerResponse response) {
    int at = form.indexOf("device-" + USER_CODE);
    if (!approved || at < 0) {
      return json(response.status(400), "{\"error\":\"authorization_pending\"}");
    }
    int start = at + "device-".length();
    String user = form.substring(start, start + USER_CODE.length() + 6);
    return json(response, tokens(user));
  }

  private String tokens(String userCode) {
    return """
        {"token_type":"Bearer","expires_in":%d,"access_token":"%s","refresh_token":"%s","id_token":"%s"}"""
        .formatted(
            LIFETIME_SECONDS,
            accessToken(userCode, GatewayScaleCheck.TOKEN_LENGTH),
            accessToken("refresh-" + userCode, GatewayScaleCheck.TOKEN_LENGTH),
            idToken);
  }

  private Publisher<Void> approve(HttpServerResponse response) {
    approved = true;
    return response.status(204).send();
  }

  private static Publisher<Void> json(HttpServerResponse response, String body) {
    return response.header("content-type", "application/json").sendString(Mono.just(body));
  }

  private String idToken() throws JOSEException {
    Instant now = Instant.now();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .audience(CLIENT)
            .subject("demo")
            .claim("preferred_username", "demo@example.com")
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(LIFETIME_SECONDS)))
            .build();
    var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("stub").build();
    var jwt = new SignedJWT(header, claims);
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }
}
