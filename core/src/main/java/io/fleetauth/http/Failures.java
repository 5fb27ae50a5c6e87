// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import io.fleetauth.endpoint.NotSentException;
import io.fleetauth.http.HttpOptions.Limits;
import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.oauth.MalformedResponseException;
import io.netty.handler.codec.CodecException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.timeout.TimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.PrematureCloseException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/** Gives the failures of Netty and its pool the types that the ports promise. */
final class Failures {

  private Failures() {}

  /**
   * Returns what the caller gets; bugs come back as they are. An {@code IllegalArgumentException}
   * is how Netty's decoder refuses a status line.
   */
  static Throwable of(HttpCall call, Throwable failure, Limits limits) {
    if (failure instanceof PoolAcquirePendingLimitException) {
      return new LimitExceededException("max-exchanges-queued", limits.exchangesQueued());
    }
    if (failure instanceof PoolAcquireTimeoutException) {
      return new LimitExceededException("max-exchanges-in-flight", limits.exchangesInFlight());
    }
    if (failure instanceof CodecException && failure.getCause() instanceof SSLException tls) {
      return network(call, tls);
    }
    if (failure instanceof CodecException || failure instanceof IllegalArgumentException) {
      return new MalformedResponseException(
          call.answer() + " of " + call.peer() + " is not HTTP, or its header is too long");
    }
    boolean asIs = failure instanceof NotSentException || !isNetwork(failure);
    return asIs ? failure : network(call, failure);
  }

  private static boolean isNetwork(Throwable failure) {
    return failure instanceof IOException
        || failure instanceof AbortedException
        || failure instanceof TimeoutException
        || failure instanceof java.util.concurrent.TimeoutException;
  }

  private static IOException network(HttpCall call, Throwable failure) {
    if (failure instanceof UnknownHostException) {
      return notConnected("no such host: " + call.uri().getHost(), failure);
    }
    if (failure instanceof ProxyConnectException && mentions(failure, "status: 407")) {
      return notConnected(
          "can not connect to " + call.peer() + ": the proxy wants other credentials", failure);
    }
    if (failure instanceof ConnectException) {
      return notConnected("can not connect to " + call.peer(), failure);
    }
    if (failure instanceof SSLException) {
      String problem = failure.getMessage();
      return new IOException("TLS with " + call.peer() + " failed: " + problem, failure);
    }
    if (failure instanceof PrematureCloseException) {
      return new IOException(call.peer() + " closed the connection before its answer", failure);
    }
    return failure instanceof IOException || failure instanceof AbortedException
        ? new IOException("connection to " + call.peer() + " lost", failure)
        : new IOException("no answer from " + call.peer() + " in time", failure);
  }

  private static boolean mentions(Throwable failure, String words) {
    return failure.getMessage() != null && failure.getMessage().contains(words);
  }

  /** Marks that nothing was sent, so that the request may be repeated. */
  private static IOException notConnected(String message, Throwable cause) {
    var failure = new ConnectException(message);
    failure.initCause(cause);
    return failure;
  }
}
