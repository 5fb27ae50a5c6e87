// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.http.StubServer.Asked;
import io.fleetauth.oauth.ClientRegistration;
import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.OAuthException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** What goes out for each way of a program to prove itself, parameter by parameter. */
class ClientCredentialsTest extends CredentialFixture {

  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final TestCertificate CERTIFICATE = TestCertificate.make("program", "RSA");

  private static final Map<String, String> GRANT =
      Map.of("grant_type", "client_credentials", "scope", "api://x/.default", "client_id", CLIENT);

  @Test
  void sendsTheSecretInTheBody() {
    assertThat(read(secret().build())).isEqualTo("token-1");

    assertThat(asked().form()).isEqualTo(with(GRANT, "client_secret", SECRET));
    assertThat(asked().headers().contains("authorization")).isFalse();
    assertThat(asked().method() + " " + asked().uri()).isEqualTo("POST " + TOKEN_PATH);
  }

  @Test
  void sendsTheSecretAsBasic() {
    read(secret().basicAuthentication().build());

    String pair = CLIENT + ":the-secret-%26-of-the-client";
    assertThat(asked().headers().get("authorization"))
        .isEqualTo("Basic " + Base64.getEncoder().encodeToString(pair.getBytes()));
    var withoutId = new HashMap<>(GRANT);
    withoutId.remove("client_id");
    assertThat(asked().form()).isEqualTo(withoutId);
  }

  @ParameterizedTest
  @EnumSource(AssertionSignature.class)
  void signsByCertificate(AssertionSignature signature) throws Exception {
    read(certificate().certificate(pem()).signature(signature).build());

    SignedJWT jwt = assertion();
    boolean pss = signature == AssertionSignature.PS256;
    var header = jwt.getHeader();
    assertThat(header.getAlgorithm()).isEqualTo(pss ? JWSAlgorithm.PS256 : JWSAlgorithm.RS256);
    assertThat(header.getType().toString()).isEqualTo("JWT");
    assertThat(header.toJSONObject().get("x5t#S256")).isEqualTo(pss ? hash("SHA-256") : null);
    assertThat(header.toJSONObject().get("x5t")).isEqualTo(pss ? null : hash("SHA-1"));
    assertThat(header.getX509CertChain()).isNull();
    var key = (RSAPublicKey) CERTIFICATE.certificate().getPublicKey();
    assertThat(jwt.verify(new RSASSAVerifier(key))).isTrue();
    JWTClaimsSet claims = jwt.getJWTClaimsSet();
    assertThat(claims.getAudience()).containsExactly(stub.base() + TOKEN_PATH);
    assertThat(claims.getIssuer()).isEqualTo(CLIENT).isEqualTo(claims.getSubject());
    assertThat(claims.getJWTID()).hasSize(36);
    assertThat(claims.getNotBeforeTime()).isEqualTo(new Date(0));
    assertThat(claims.getExpirationTime()).isEqualTo(new Date(600_000));
  }

  @Test
  void sendsTheChainWhenTold() throws Exception {
    read(certificate().certificate(pem()).sendCertificateChain(true).build());

    assertThat(assertion().getHeader().getX509CertChain().get(0).decode())
        .isEqualTo(CERTIFICATE.certificate().getEncoded());
  }

  @Test
  void signsEachRequestAnew() throws Exception {
    var credential = certificate().certificate(pem()).build();

    read(credential);
    String first = assertion().getJWTClaimsSet().getJWTID();
    read(credential, CredentialRequest.of("api://y/.default"));

    assertThat(assertion().getJWTClaimsSet().getJWTID()).isNotEqualTo(first);
  }

  @Test
  void readsTheFileAnewSoThatARenewedCertificateIsUsed(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("program.pem");
    var credential = certificate().certificateFile(file).build();

    assertThat(failure(credential.token(REQUEST)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessage("certificate file " + file + " can not be read");
    Files.writeString(file, "nothing");
    assertThat(failure(credential.token(CredentialRequest.of("api://y/.default"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString());
    Files.write(file, CERTIFICATE.pkcs12());
    var protectedFile = certificate().certificateFile(file, TestCertificate.PASSWORD).build();
    assertThat(read(protectedFile)).isEqualTo("token-1");
  }

  @Test
  void asksForTheAssertionEachTime() {
    var count = new AtomicInteger();
    var credential =
        ClientAssertionCredential.builder(transport)
            .authorityHost(host())
            .tenantId(TENANT)
            .clientId(CLIENT)
            .clientAssertion(() -> Mono.fromSupplier(() -> "jwt-" + count.incrementAndGet()))
            .build();

    read(credential);
    assertThat(asked().form())
        .isEqualTo(
            with(with(GRANT, "client_assertion", "jwt-1"), "client_assertion_type", JWT_BEARER));
    read(credential, CredentialRequest.of("api://y/.default"));
    assertThat(asked().form()).containsEntry("client_assertion", "jwt-2");
  }

  @Test
  void anAssertionThatIsNotGivenIsUnavailable() {
    var credential =
        ClientAssertionCredential.builder(transport)
            .authorityHost(host())
            .tenantId(TENANT)
            .clientId(CLIENT)
            .clientAssertion(Mono::empty)
            .build();

    assertThat(failure(credential.token(REQUEST)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessageContaining("clientAssertion");
    assertThat(stub.asked()).isEmpty();
  }

  @Test
  void actsOnBehalfOfAUser() {
    var credential =
        OnBehalfOfCredential.builder(transport)
            .authorityHost(host())
            .tenantId(TENANT)
            .clientId(CLIENT)
            .clientSecret(SECRET)
            .userAssertion("the-token-of-the-user")
            .build();

    read(credential);

    var expected = new HashMap<>(GRANT);
    expected.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
    expected.put("requested_token_use", "on_behalf_of");
    expected.put("assertion", "the-token-of-the-user");
    expected.put("client_secret", SECRET);
    assertThat(asked().form()).isEqualTo(expected);
  }

  @Test
  void asksAnyIssuer() {
    stub.on("/token", 200, "{\"access_token\":\"plain\",\"expires_in\":60}");
    var credential =
        ClientSecretCredential.builder(transport)
            .registration(ClientRegistration.of(stub.metadata(), "other"))
            .clientSecret(SECRET)
            .build();

    assertThat(read(credential)).isEqualTo("plain");
    assertThat(asked().form()).containsEntry("client_id", "other");
    assertThat(failure(credential.token(REQUEST.withTenantId("t"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no tenants");
  }

  @Test
  void tellsRefusalsInTheServersWordsWithoutSecrets() {
    stub.on(
        TOKEN_PATH,
        401,
        "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client"
            + " secret "
            + SECRET.replace("&", "\\u0026")
            + " provided.\\r\\nTrace ID: 1\\r\\nTimestamp: now\",\"error_codes\":[7000215],"
            + "\"correlation_id\":\"c-1\"}");

    Throwable failure = failure(secret().build().token(REQUEST));

    assertThat(failure)
        .isInstanceOf(OAuthException.class)
        .hasMessage(
            "invalid_client: AADSTS7000215: Invalid client secret [redacted] provided."
                + " (correlation c-1)");
    assertThat(((OAuthException) failure).code()).isEqualTo(ErrorCode.INVALID_CLIENT);
  }

  private ClientCertificateCredential.Builder certificate() {
    return ClientCertificateCredential.builder(transport)
        .authorityHost(host())
        .tenantId(TENANT)
        .clientId(CLIENT);
  }

  private static ClientCertificate pem() throws Exception {
    return ClientCertificate.ofPem(CERTIFICATE.keyPem() + CERTIFICATE.certificatePem());
  }

  private static String hash(String algorithm) throws Exception {
    byte[] der = CERTIFICATE.certificate().getEncoded();
    return Base64URL.encode(MessageDigest.getInstance(algorithm).digest(der)).toString();
  }

  private Asked asked() {
    return stub.last();
  }

  private SignedJWT assertion() throws Exception {
    assertThat(asked().form().keySet())
        .containsExactlyInAnyOrder(
            "grant_type", "scope", "client_id", "client_assertion", "client_assertion_type");
    return SignedJWT.parse(asked().form().get("client_assertion"));
  }

  private static Map<String, String> with(Map<String, String> form, String name, String value) {
    var all = new HashMap<>(form);
    all.put(name, value);
    return all;
  }
}
