// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.service;

import io.fleetauth.server.reply.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service refuses a request, in the words of the Azure REST API guidelines: {@code
 * {"error":{"code","message","target"}}}. Has no stack trace: ordinary traffic.
 */
public final class ServiceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final transient Reply reply;

  private ServiceException(String code, Reply reply) {
    super(code + ", answered " + reply.status(), null, false, false);
    this.code = code;
    this.reply = reply;
  }

  /** Refuses with an error that names no part of the request. */
  public static ServiceException of(int status, String code, String message) {
    return of(status, code, message, null);
  }

  /**
   * Refuses.
   *
   * @param target the part of the request that is wrong; null leaves it out
   */
  public static ServiceException of(
      int status, String code, String message, @Nullable String target) {
    var error = new LinkedHashMap<String, String>();
    error.put("code", code);
    error.put("message", message);
    if (target != null) {
      error.put("target", target);
    }
    return new ServiceException(code, Reply.json(status, Map.of("error", error)));
  }

  /** Returns the same refusal with one more header. */
  public ServiceException withHeader(String name, String value) {
    return new ServiceException(code, reply.withHeader(name, value));
  }

  /** Returns the error code. */
  public String code() {
    return code;
  }

  /** Returns what to answer. */
  public Reply reply() {
    return reply;
  }
}
