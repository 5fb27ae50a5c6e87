// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

import io.fleetauth.server.authority.service.ServiceException;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The versions of the API that an operation knows.
 *
 * @param all oldest first
 */
record ApiVersions(List<String> all) {

  /** The header that lists them. */
  static final String HEADER = "api-supported-versions";

  /** The first preview with external ids, which it called custom ids. */
  static final String CUSTOM_ID = "2025-03-02-preview";

  private static final String[] TEAMS_EXTENSION = {"2025-06-30", "2026-07-22", "2026-09-23"};

  /** External ids and the lookup of an identity. */
  static final ApiVersions PREVIEWS = of(CUSTOM_ID, "2025-04-01-preview");

  static final ApiVersions TEAMS_USER =
      of(
              "2021-03-31-preview1",
              "2021-10-31-preview",
              "2022-06-01",
              "2022-09-01",
              "2022-10-01",
              "2023-08-01",
              "2023-10-01")
          .and(PREVIEWS)
          .and(of(TEAMS_EXTENSION));

  static final ApiVersions IDENTITIES =
      of("2021-02-22-preview1", "2021-03-07", "2021-11-01").and(TEAMS_USER);

  static final ApiVersions EXTENSION_EXCHANGE = of(CUSTOM_ID).and(of(TEAMS_EXTENSION));

  static final ApiVersions ENTRA_EXCHANGE = of(CUSTOM_ID);

  private static ApiVersions of(String... versions) {
    return new ApiVersions(Arrays.stream(versions).sorted().toList());
  }

  private ApiVersions and(ApiVersions more) {
    return new ApiVersions(Stream.concat(all.stream(), more.all.stream()).sorted().toList());
  }

  /** Returns the version that a request asks for; refuses with 400 what is not known. */
  String require(Call call) {
    var version = call.query().get("api-version");
    if (version == null) {
      throw ServiceException.of(
          400,
          "MissingApiVersionParameter",
          "The api-version query parameter (?api-version=) is required for all requests.");
    }
    if (!all.contains(version)) {
      throw ServiceException.of(
          400,
          "UnsupportedApiVersion",
          "The HTTP resource that matches the request URI '%s' does not support the API version '%s'."
              .formatted(call.origin() + call.target(), version));
    }
    return version;
  }

  /** Returns the reply with the list of versions. */
  Reply listedIn(Reply reply) {
    return reply.withHeader(HEADER, String.join(", ", all));
  }
}
