// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.http.Members;
import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.MalformedResponseException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Asks a tool for a token; keeps none. A tool that does not give one is not available: whoever can
 * not use it must use another credential, whatever the reason.
 *
 * @param tenant to ask for when a request names none, or {@code null}
 */
record ToolTokens(
    Tool tool, @Nullable String tenant, Executables executables, ToolProcess process, Clock clock) {

  Mono<AccessToken> token(CredentialRequest request) {
    return Mono.fromCallable(() -> command(request))
        .subscribeOn(process.blocking())
        .flatMap(process::run)
        .onErrorMap(TimeoutException.class, failure -> tooSlow())
        .onErrorMap(IOException.class, this::unusable)
        .map(output -> token(request, output));
  }

  private List<String> command(CredentialRequest request) {
    String asked = request.tenantId() == null ? tenant : request.tenantId();
    List<String> arguments = tool.arguments(request, asked);
    if (request.claims() != null) {
      throw challenged(request, asked);
    }
    Path executable = executables.find(tool.executables());
    if (executable == null) {
      throw missing();
    }
    var command = new ArrayList<String>();
    command.add(executable.toString());
    command.addAll(arguments);
    return command;
  }

  private AccessToken token(CredentialRequest request, ToolOutput output) {
    if (output.exit() != 0) {
      throw refused(request, output);
    }
    Members answer = Members.of("answer of " + tool.label(), output.out());
    Instant now = clock.instant();
    Instant expiresAt = tool.expiresAt(answer);
    String value = answer.required(tool.tokenMember());
    if (!expiresAt.isAfter(now)) {
      throw new MalformedResponseException("answer of " + tool.label() + ": the token is expired");
    }
    return new AccessToken(value, "Bearer", request.scopes(), now, expiresAt, null);
  }

  private CredentialUnavailableException refused(CredentialRequest request, ToolOutput output) {
    if (tool.isMissing(output.err())) {
      return missing();
    }
    if (tool.isSignedOut(output.err())) {
      String login = tool.login(request, tenant, null);
      return unavailable("nobody is signed in, or must sign in again: run '" + login + "'");
    }
    String complaint = output.complaint();
    String words = complaint.isEmpty() ? "" : ": " + complaint;
    return unavailable("it ended with exit code " + output.exit() + words);
  }

  private CredentialUnavailableException challenged(
      CredentialRequest request, @Nullable String asked) {
    String claims = request.claims() == null ? "" : request.claims();
    String challenge = Base64.getEncoder().encodeToString(claims.getBytes(UTF_8));
    return unavailable(
        "it can not answer a claims challenge: run '"
            + tool.login(request, asked, challenge)
            + "', then try again");
  }

  private CredentialUnavailableException missing() {
    return unavailable("it is not installed: see " + tool.installation());
  }

  private CredentialUnavailableException tooSlow() {
    return unavailable("it did not answer in " + process.limit().toMillis() + " ms");
  }

  private CredentialUnavailableException unusable(IOException failure) {
    String problem = failure.getMessage() == null ? "it does not run" : failure.getMessage();
    return new CredentialUnavailableException(tool.label() + ": " + problem, failure);
  }

  private CredentialUnavailableException unavailable(String problem) {
    return new CredentialUnavailableException(tool.label() + ": " + problem);
  }
}
