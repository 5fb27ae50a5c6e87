// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.session.SecretHash;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One authorization code, RFC 6749 section 4.1, as it is stored. Whoever shows it first ends it,
 * right or wrong.
 *
 * @param id hash of the code
 * @param version grows with every change
 * @param redirectUri of the request, which must come again; null when there was none
 * @param scope what the person approved, separated by blanks
 * @param challenge of PKCE (S256), or null
 * @param user who approved
 * @param signedInAt when that person signed in
 * @param family refresh token family of the tokens, which it was redeemed for; null before
 */
record CodeGrant(
    String id,
    long version,
    String clientId,
    String tenantId,
    @Nullable String redirectUri,
    String scope,
    @Nullable String nonce,
    @Nullable String challenge,
    String user,
    Instant signedInAt,
    Instant expiresAt,
    State state,
    @Nullable String family) {

  enum State {
    ISSUED,
    REDEEMED,
    /** Shown wrongly once. */
    BURNED
  }

  /** What comes with the code to the token endpoint. */
  record Shown(
      String clientId,
      String tenantId,
      @Nullable String redirectUri,
      @Nullable String codeVerifier) {

    /** Does not show the verifier. */
    @Override
    public String toString() {
      return "Shown[client=" + clientId + "]";
    }
  }

  /**
   * What showing the code changes and gets.
   *
   * @param refusal null gives tokens
   */
  record Outcome(CodeGrant next, @Nullable Refusal refusal) {

    /** Returns whether tokens are out that must be revoked (RFC 6749 section 4.1.2). */
    boolean isReplay() {
      return refusal == Refusal.CODE_USED;
    }
  }

  /** Decides, RFC 6749 section 4.1.3 and RFC 7636 section 4.6. */
  Outcome shown(Shown shown, String newFamily, Instant now) {
    return switch (state) {
      case REDEEMED -> new Outcome(this, Refusal.CODE_USED);
      case BURNED -> new Outcome(this, Refusal.CODE_INVALID);
      case ISSUED -> {
        var refusal = refusal(shown, now);
        yield refusal == null
            ? new Outcome(copy(State.REDEEMED, newFamily), null)
            : new Outcome(copy(State.BURNED, null), refusal);
      }
    };
  }

  private @Nullable Refusal refusal(Shown shown, Instant now) {
    if (!clientId.equals(shown.clientId())) {
      return Refusal.CODE_INVALID;
    }
    if (!tenantId.equals(shown.tenantId())) {
      return Refusal.CODE_OF_OTHER_TENANT;
    }
    if (!now.isBefore(expiresAt)) {
      return Refusal.CODE_EXPIRED;
    }
    if (!Objects.equals(redirectUri, shown.redirectUri())) {
      return Refusal.REDIRECT_URI_DIFFERS;
    }
    return isVerified(shown.codeVerifier()) ? null : Refusal.VERIFIER_DIFFERS;
  }

  /** Without a challenge there must be no verifier: RFC 9700 section 4.8.2. */
  private boolean isVerified(@Nullable String codeVerifier) {
    if (challenge == null || codeVerifier == null) {
      return challenge == null && codeVerifier == null;
    }
    var hash = SecretHash.of(codeVerifier).value();
    return MessageDigest.isEqual(hash.getBytes(US_ASCII), challenge.getBytes(UTF_8));
  }

  /** Undoes a redemption but not its version: the failed write may have come through after all. */
  CodeGrant issuedAgain() {
    return copy(State.ISSUED, null);
  }

  private CodeGrant copy(State next, @Nullable String redeemedFor) {
    return new CodeGrant(
        id,
        version + 1,
        clientId,
        tenantId,
        redirectUri,
        scope,
        nonce,
        challenge,
        user,
        signedInAt,
        expiresAt,
        next,
        redeemedFor);
  }

  Row row() {
    return Row.of(Row.Kind.CODE_GRANT, id, version, this);
  }

  /** Shows neither nonce nor challenge. */
  @Override
  public String toString() {
    return "CodeGrant[client=" + clientId + ", state=" + state + "]";
  }
}
