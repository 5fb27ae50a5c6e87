// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.http.Members;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A developer's tool that knows how to get tokens. */
interface Tool {

  /** Returns its name for people. */
  String label();

  /** Returns the names that its executable may have, best first. */
  List<String> executables();

  /** Returns where to get it, for a person who has not. */
  String installation();

  /**
   * Returns the arguments that make it print a token as JSON.
   *
   * @throws IllegalArgumentException when the request holds what may not be on a command line
   */
  List<String> arguments(CredentialRequest request, @Nullable String tenant);

  /**
   * Returns the command that signs the person in.
   *
   * @param challenge the claims to satisfy in Base64, or {@code null}
   */
  String login(CredentialRequest request, @Nullable String tenant, @Nullable String challenge);

  /** Returns whether its complaint means that nobody is signed in. */
  boolean isSignedOut(String complaint);

  /** Returns whether its complaint means that it, or a part of it, is not installed. */
  boolean isMissing(String complaint);

  /** Returns the name of the member that holds the token. */
  String tokenMember();

  /** Returns when the token expires. */
  Instant expiresAt(Members answer);
}
