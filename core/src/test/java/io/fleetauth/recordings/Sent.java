// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.recordings;

import java.util.Map;

/**
 * A request as a client of ours sent it.
 *
 * @param target path and query as they came
 * @param headers by name in lower case
 * @param body empty for none
 */
public record Sent(String method, String target, Map<String, String> headers, String body) {}
