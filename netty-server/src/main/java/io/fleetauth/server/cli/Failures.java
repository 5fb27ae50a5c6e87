// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import io.fleetauth.oauth.ErrorCode;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.MalformedResponseException;
import io.fleetauth.oauth.OAuthException;
import io.fleetauth.server.ListenException;
import io.fleetauth.server.config.ConfigException;
import io.fleetauth.session.SealException;
import io.fleetauth.session.StoreException;
import io.fleetauth.token.SignInRequiredException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import javax.net.ssl.SSLException;
import reactor.core.Exceptions;

/** Says in one line what a failure means and what can be done. */
final class Failures {

  private Failures() {}

  static CommandException explain(Throwable error) {
    Throwable cause = Exceptions.unwrap(error);
    if (cause instanceof CommandException known) {
      return known;
    }
    if (cause instanceof ConfigException) {
      return because(ExitCode.USAGE, cause, "");
    }
    if (cause instanceof SignInRequiredException) {
      return because(
          ExitCode.NOT_SIGNED_IN, cause, "; run '" + Surroundings.command() + " login' first");
    }
    if (cause instanceof OAuthException refusal) {
      return refusal(refusal);
    }
    if (cause instanceof SealException) {
      return because(
          ExitCode.UNUSABLE_STORE, cause, "; the store needs the key file it was sealed with");
    }
    if (cause instanceof StoreException) {
      return because(ExitCode.UNUSABLE_STORE, cause, "");
    }
    return cause instanceof IOException io ? input(io) : other(cause);
  }

  private static CommandException refusal(OAuthException refusal) {
    if (refusal.is(ErrorCode.ACCESS_DENIED)) {
      return new CommandException(ExitCode.DECLINED, "the sign-in was declined", refusal);
    }
    if (refusal.is(ErrorCode.EXPIRED_TOKEN)) {
      return new CommandException(ExitCode.EXPIRED, "nobody approved the sign-in in time", refusal);
    }
    return new CommandException(
        ExitCode.REFUSED, "the authorization server refused: " + refusal.getMessage(), refusal);
  }

  private static CommandException input(IOException cause) {
    boolean file =
        cause instanceof FileSystemException || cause.getCause() instanceof FileSystemException;
    return file ? because(ExitCode.UNUSABLE_STORE, cause, "") : unreachable(cause);
  }

  private static CommandException unreachable(IOException cause) {
    if (cause instanceof UnknownHostException) {
      return because(ExitCode.UNREACHABLE, cause, "; is the host name right?");
    }
    if (cause instanceof ConnectException) {
      return because(ExitCode.UNREACHABLE, cause, "; is the server running?");
    }
    if (cause instanceof SSLException) {
      return because(
          ExitCode.UNREACHABLE, cause, "; give the certificate of its CA with --ca-file");
    }
    return because(ExitCode.UNREACHABLE, cause, "");
  }

  private static CommandException other(Throwable cause) {
    boolean told =
        cause instanceof MalformedResponseException
            || cause instanceof LimitExceededException
            || cause instanceof ListenException
            || cause instanceof IllegalArgumentException;
    return because(ExitCode.FAILED, cause, told ? "" : "; --verbose shows more");
  }

  private static CommandException because(int exitCode, Throwable cause, String hint) {
    String message = cause.getMessage();
    String said = message == null ? cause.getClass().getSimpleName() : message;
    return new CommandException(exitCode, said + hint, cause);
  }
}
