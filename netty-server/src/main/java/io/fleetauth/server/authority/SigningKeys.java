// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.server.authority.AuthorityConfig.Signing;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that sign tokens. Signing with RS256 takes about a millisecond: call it on a worker
 * thread. Thread-safe.
 */
final class SigningKeys {

  private final JWKSet keys;
  private final JWK current;
  private final JWSSigner signer;

  private SigningKeys(List<JWK> keys, JWK current) throws JOSEException {
    this.keys = new JWKSet(keys);
    this.current = current;
    this.signer =
        current.getKeyType().getValue().equals("EC")
            ? new ECDSASigner(current.toECKey())
            : new RSASSASigner(current.toRSAKey());
  }

  /**
   * Reads the keys of earlier starts, and makes one when there is none for the algorithm.
   *
   * @param created receives the row of a new key
   */
  static SigningKeys open(Signing signing, List<Row> rows, List<Row> created) {
    try {
      var keys = new ArrayList<JWK>();
      JWK current = null;
      for (Row row : rows) {
        var key = JWK.parse(row.value(String.class));
        keys.add(key);
        current = key.getAlgorithm().getName().equals(signing.name()) ? key : current;
      }
      if (current == null) {
        current = generate(signing);
        keys.add(current);
        created.add(Row.of(Row.Kind.KEY, current.getKeyID(), 1, current.toJSONString()));
      }
      return new SigningKeys(keys, current);
    } catch (JOSEException | ParseException e) {
      throw new IllegalStateException("the signing keys can not be read or made", e);
    }
  }

  private static JWK generate(Signing signing) throws JOSEException {
    return signing == Signing.ES256
        ? new ECKeyGenerator(Curve.P_256)
            .algorithm(JWSAlgorithm.ES256)
            .keyUse(KeyUse.SIGNATURE)
            .keyIDFromThumbprint(true)
            .generate()
        : new RSAKeyGenerator(2048)
            .algorithm(JWSAlgorithm.RS256)
            .keyUse(KeyUse.SIGNATURE)
            .keyIDFromThumbprint(true)
            .generate();
  }

  String sign(JOSEObjectType type, JWTClaimsSet claims) {
    var algorithm = JWSAlgorithm.parse(current.getAlgorithm().getName());
    var header = new JWSHeader.Builder(algorithm).type(type).keyID(current.getKeyID()).build();
    var jwt = new SignedJWT(header, claims);
    try {
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("signing failed", e);
    }
  }

  /** Returns the claims of a token of that type that one of these keys signed, else null. */
  @Nullable JWTClaimsSet verified(String token, JOSEObjectType type) {
    try {
      var jwt = SignedJWT.parse(token);
      var key = keys.getKeyByKeyId(jwt.getHeader().getKeyID());
      boolean ours =
          key != null && type.equals(jwt.getHeader().getType()) && jwt.verify(verifier(key));
      return ours ? jwt.getJWTClaimsSet() : null;
    } catch (ParseException | JOSEException e) {
      return null;
    }
  }

  private static JWSVerifier verifier(JWK key) throws JOSEException {
    return key.getKeyType().getValue().equals("EC")
        ? new ECDSAVerifier(key.toECKey())
        : new RSASSAVerifier(key.toRSAKey());
  }

  /** Returns the public keys, ready for the {@code jwks_uri}. */
  Map<String, Object> publicKeys() {
    return keys.toJSONObject(true);
  }
}
