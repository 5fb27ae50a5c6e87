// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.Scopes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The identities of a Communication resource and their tokens. Programs that depend on this
 * interface can be tested with an implementation of their own; {@link CommunicationIdentityClient}
 * asks the service. Nothing happens before a subscription, and each is a call of its own.
 *
 * <p>Errors: {@code ServiceException} (the service refused; {@link CommunicationErrorCodes}),
 * {@code MalformedResponseException} (its answer makes no sense), {@code IOException} (no answer),
 * {@code LimitExceededException}, and those of the credential. A {@code null} where none is allowed
 * is a {@code NullPointerException} that names the argument, at the call; which values are good,
 * the service decides.
 */
public interface CommunicationIdentities {

  /** Makes a user. */
  Mono<CommunicationUserIdentifier> createUser();

  /**
   * Makes a user, or finds the one that has this external id already. In previews of the API only:
   * {@code IllegalStateException} when another version was chosen.
   *
   * @param externalId the caller's own name of the user, 1 to 256 characters
   */
  Mono<CommunicationUser> createUser(String externalId);

  /**
   * Makes a user with a token.
   *
   * @param scopes what the token is for, {@link CommunicationScopes}
   * @param expiresIn whole minutes, 60 to 1440; {@code null} for the default of a day
   */
  Mono<CommunicationUserToken<CommunicationUserIdentifier>> createUserAndToken(
      Scopes scopes, @Nullable Duration expiresIn);

  /**
   * Issues a token.
   *
   * @param scopes what it is for, {@link CommunicationScopes}
   * @param expiresIn whole minutes, 60 to 1440; {@code null} for the default of a day
   */
  Mono<AccessToken> token(
      CommunicationUserIdentifier user, Scopes scopes, @Nullable Duration expiresIn);

  /** Makes all tokens of the user worthless. */
  Mono<Void> revokeTokens(CommunicationUserIdentifier user);

  /** Deletes the user with all tokens and data. */
  Mono<Void> deleteUser(CommunicationUserIdentifier user);

  /** Exchanges a token of Microsoft Entra for one that acts for the user of Teams. */
  Mono<AccessToken> tokenForTeamsUser(TeamsUserToken token);

  /**
   * Finds a user. In previews of the API only: {@code IllegalStateException} when another version
   * was chosen.
   */
  Mono<CommunicationUser> user(CommunicationUserIdentifier user);
}
