// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.client;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The control API of a Fleetauth authority: decisions without pages, and failures to play. */
public final class Control implements Approver {

  private final Wire wire;
  private final URI base;
  private final Map<String, String> headers;
  private final @Nullable String user;

  /**
   * @param base scheme, host and port
   * @param token its control token
   * @param user who approves, or null for the first user that the authority knows
   */
  public Control(Wire wire, URI base, String token, @Nullable String user) {
    this.wire = wire;
    this.base = base;
    this.headers = Map.of("authorization", "Bearer " + token, "content-type", "application/json");
    this.user = user;
  }

  @Override
  public Mono<Void> approve(Prompt prompt) {
    var body = new LinkedHashMap<String, Object>(Map.of("user_code", prompt.userCode()));
    if (user != null) {
      body.put("user", user);
    }
    return post("/control/approve", body, 204);
  }

  /** Plays a failure from now on; {@code script} as the authority describes it. */
  public Mono<Void> play(Map<String, Object> script) {
    return post("/control/scripts", script, 201);
  }

  /** Plays no failures any more. */
  public Mono<Void> stopPlaying() {
    return wire.delete(base.resolve("/control/scripts"), headers)
        .flatMap(answer -> expect(answer, 204));
  }

  private Mono<Void> post(String path, Map<String, Object> body, int status) {
    String json = JsonMapper.shared().writeValueAsString(body);
    return wire.post(base.resolve(path), headers, json).flatMap(answer -> expect(answer, status));
  }

  private static Mono<Void> expect(Answer answer, int status) {
    return answer.status() == status
        ? Mono.empty()
        : Mono.error(new RefusedException("control API: " + answer.refusal()));
  }
}
