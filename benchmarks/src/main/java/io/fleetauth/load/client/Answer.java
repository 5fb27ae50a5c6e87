// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.client;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a server said.
 *
 * @param body may hold secrets
 * @param sent when the request went out on its connection, by the clock of the run
 */
public record Answer(int status, HttpHeaders headers, String body, long sent) {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int LONGEST_CODE = 40;

  public boolean isOk() {
    return status == 200;
  }

  /** Returns the member of the JSON body when it is there and a text, else null. */
  public @Nullable String text(String member) {
    JsonNode value = json().path(member);
    return value.isString() ? value.stringValue() : null;
  }

  /** Returns the member of the JSON body when it is a whole number, else {@code other}. */
  public long number(String member, long other) {
    return json().path(member).asLong(other);
  }

  private JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }

  /** Returns the error code of OAuth (RFC 6749 section 5.2), or nothing. */
  public String errorCode() {
    String code = text("error");
    return code != null && code.matches("[a-z_]{1," + LONGEST_CODE + "}") ? code : "";
  }

  /** Returns how a report calls this refusal: status and error code. */
  public String refusal() {
    return ("HTTP " + status + " " + errorCode()).strip();
  }

  @Override
  public String toString() {
    return "Answer[" + status + "]";
  }
}
