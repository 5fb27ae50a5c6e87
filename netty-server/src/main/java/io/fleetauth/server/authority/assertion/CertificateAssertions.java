// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.assertion;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64;
import io.fleetauth.server.authority.assertion.AssertionException.Problem;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Assertions that a client signs itself, RFC 7523 section 3. Thread-safe. */
final class CertificateAssertions {

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256);
  private static final Duration LONGEST = Duration.ofHours(1);

  private final SeenAssertions seen;
  private final Clock clock;

  CertificateAssertions(Clock clock) {
    this.seen = new SeenAssertions(clock);
    this.clock = clock;
  }

  void verify(
      Assertion assertion,
      String client,
      List<ClientCertificate> certificates,
      Set<String> audiences) {
    var now = clock.instant();
    requireClient(assertion, client);
    requireSignature(assertion, certificates, now);
    requireAudience(assertion.claims().getAudience(), audiences);
    var end = assertion.requireInTime(now);
    if (end.isAfter(now.plus(LONGEST).plus(Assertion.SKEW))) {
      throw Assertion.notInTime(
          "It may live for " + LONGEST.toMinutes() + " minutes", now, now.plus(LONGEST));
    }
    var whole = assertion.jwt().getParsedString();
    if (!seen.isFirst(client, assertion.claims(), whole, end.plus(Assertion.SKEW))) {
      throw new AssertionException(
          Problem.REPLAYED, "The assertion was used before; sign a new one with its own 'jti'.");
    }
  }

  private static void requireClient(Assertion assertion, String client) {
    var claims = assertion.claims();
    if (!client.equals(claims.getIssuer()) || !client.equals(claims.getSubject())) {
      throw new AssertionException(
          Problem.OTHER_CLIENT,
          "Client assertion application identifier doesn't match 'client_id' parameter.");
    }
  }

  private static void requireSignature(
      Assertion assertion, List<ClientCertificate> certificates, Instant now) {
    if (!ALGORITHMS.contains(assertion.header().getAlgorithm())) {
      throw new AssertionException(
          Problem.MALFORMED, "The assertion must be signed with RS256 or PS256.");
    }
    var named = named(assertion.header(), certificates);
    if (named.isEmpty()) {
      throw notRegistered("The key was not found" + thumbprint(assertion.header()));
    }
    if (named.stream().noneMatch(one -> one.isValidAt(now))) {
      throw notRegistered("The key used is expired or not valid yet");
    }
    if (named.stream()
        .filter(one -> one.isValidAt(now))
        .noneMatch(one -> assertion.isSignedWith(new RSASSAVerifier(one.key())))) {
      throw notRegistered("The provided signature value did not match the expected one");
    }
  }

  /** Returns the certificates that the header may mean: all when it names none. */
  private static List<ClientCertificate> named(
      JWSHeader header, List<ClientCertificate> certificates) {
    return certificates.stream().filter(wanted(header)).toList();
  }

  @SuppressWarnings("deprecation") // x5t: there are clients that know no other
  private static Predicate<ClientCertificate> wanted(JWSHeader header) {
    var sha256 = bytes(header.getX509CertSHA256Thumbprint());
    var sha1 = bytes(header.getX509CertThumbprint());
    return one ->
        (sha256 == null || MessageDigest.isEqual(sha256, one.sha256()))
            && (sha1 == null || MessageDigest.isEqual(sha1, one.sha1()))
            && isLeaf(header.getX509CertChain(), one);
  }

  /** Reads base64url and, because msal4j writes it, base64; null for what is neither. */
  private static byte @Nullable [] bytes(@Nullable Base64 thumbprint) {
    return thumbprint == null ? null : thumbprint.decode();
  }

  private static boolean isLeaf(@Nullable List<Base64> chain, ClientCertificate one) {
    try {
      return chain == null
          || chain.isEmpty()
          || Arrays.equals(chain.get(0).decode(), one.certificate().getEncoded());
    } catch (CertificateEncodingException e) {
      return false;
    }
  }

  @SuppressWarnings("deprecation")
  private static String thumbprint(JWSHeader header) {
    var named = bytes(header.getX509CertSHA256Thumbprint());
    var shown = named == null ? bytes(header.getX509CertThumbprint()) : named;
    return shown == null
        ? ""
        : ", Thumbprint of key used by client: '"
            + HexFormat.of().withUpperCase().formatHex(shown, 0, Math.min(shown.length, 32))
            + "'";
  }

  private static AssertionException notRegistered(String reason) {
    return new AssertionException(
        Problem.NOT_SIGNED_BY_REGISTERED_KEY,
        "The certificate with identifier used to sign the client assertion is not registered on"
            + " application. [Reason - "
            + reason
            + "]");
  }

  /** One audience only: an assertion for two servers could be replayed by one at the other. */
  private static void requireAudience(List<String> asserted, Set<String> ours) {
    if (asserted.size() != 1 || !ours.contains(asserted.get(0))) {
      throw new AssertionException(
          Problem.OTHER_AUDIENCE,
          "Client assertion audience claim must be this server's token endpoint or issuer alone.");
    }
  }
}
