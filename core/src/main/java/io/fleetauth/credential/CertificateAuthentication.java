// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.endpoint.ClientAuthentication;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Mono;

/**
 * Signs a client assertion for each request, RFC 7523 section 2.2.
 *
 * @param certificate gets it anew each time; emits where the work of signing may be done
 * @param withChain whether the whole chain goes along ({@code x5c}), by which a server knows it by
 *     subject name and issuer
 */
record CertificateAuthentication(
    String clientId,
    Mono<ClientCertificate> certificate,
    AssertionSignature signature,
    boolean withChain,
    Clock clock)
    implements ClientAuthentication {

  private static final Duration LIFETIME = Duration.ofMinutes(10);

  @Override
  public Mono<Credentials> credentials(URI endpoint) {
    return certificate
        .map(proof -> assertion(proof, endpoint))
        .map(assertion -> AssertionAuthentication.credentials(clientId, assertion));
  }

  private String assertion(ClientCertificate proof, URI audience) {
    try {
      var jwt = new SignedJWT(header(proof), claims(audience));
      jwt.sign(new RSASSASigner(proof.key()));
      return jwt.serialize();
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException("the certificate can not sign: " + e.getMessage(), e);
    }
  }

  private JWTClaimsSet claims(URI audience) {
    Instant now = clock.instant();
    var random = ThreadLocalRandom.current(); // unique is enough, the signature is what counts
    return new JWTClaimsSet.Builder()
        .audience(audience.toString())
        .issuer(clientId)
        .subject(clientId)
        .jwtID(new UUID(random.nextLong(), random.nextLong()).toString())
        .notBeforeTime(Date.from(now))
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(LIFETIME)))
        .build();
  }

  @SuppressWarnings("deprecation") // SHA-1 names the certificate, it protects nothing
  private JWSHeader header(ClientCertificate proof) throws GeneralSecurityException {
    boolean pss = signature == AssertionSignature.PS256;
    var header =
        new JWSHeader.Builder(pss ? JWSAlgorithm.PS256 : JWSAlgorithm.RS256)
            .type(JOSEObjectType.JWT);
    if (pss) {
      header.x509CertSHA256Thumbprint(thumbprint(proof, "SHA-256"));
    } else {
      header.x509CertThumbprint(thumbprint(proof, "SHA-1"));
    }
    return withChain ? header.x509CertChain(encoded(proof.chain())).build() : header.build();
  }

  private static Base64URL thumbprint(ClientCertificate proof, String hash)
      throws GeneralSecurityException {
    byte[] der = proof.certificate().getEncoded();
    return Base64URL.encode(MessageDigest.getInstance(hash).digest(der));
  }

  private static List<Base64> encoded(List<X509Certificate> chain)
      throws CertificateEncodingException {
    var all = new ArrayList<Base64>();
    for (X509Certificate certificate : chain) {
      all.add(Base64.encode(certificate.getEncoded()));
    }
    return all;
  }

  @Override
  public String toString() {
    return "CertificateAuthentication[" + clientId + ", " + signature + "]";
  }
}
