// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import io.fleetauth.server.reply.Reply;
import reactor.core.publisher.Mono;

/** Answers a form; may throw {@link RefusedException}. */
@FunctionalInterface
interface FormHandler {
  Mono<Reply> reply(Call call, Parameters form);
}
