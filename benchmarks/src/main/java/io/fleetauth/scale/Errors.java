// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.scale;

import io.fleetauth.scale.HttpCaller.Answer;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import reactor.netty.http.client.PrematureCloseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Names what went wrong with a request. Pure functions. */
public final class Errors {

  private Errors() {}

  /** Returns the error code of OAuth, or what stands in its place. */
  public static String code(Answer answer) {
    try {
      JsonNode error = answer.json().path("error");
      return error.asString("no error code");
    } catch (JacksonException e) {
      return "no JSON";
    }
  }

  /** Returns a few words for a request that had no answer. */
  public static String kind(Throwable failure) {
    if (failure instanceof ConnectException) {
      return "connection refused";
    }
    if (failure instanceof PrematureCloseException) {
      return "connection closed";
    }
    // by name, because Reactor Netty hides the class in a package of its own
    if (failure.getClass().getSimpleName().equals("PoolAcquireTimeoutException")) {
      return "no free connection in time";
    }
    if (failure instanceof TimeoutException || failure instanceof ReadTimeoutException) {
      return "no answer in time";
    }
    String message = String.valueOf(failure.getMessage());
    return message.contains("reset") ? "connection reset" : failure.getClass().getSimpleName();
  }
}
