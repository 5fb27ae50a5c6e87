// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import io.fleetauth.recordings.Recorded;
import io.fleetauth.recordings.Recording;
import io.fleetauth.recordings.Recordings;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What there is to replay of Microsoft Entra, and what is not replayed and why. */
final class EntraRecordings {

  /**
   * What is recorded, told by the name of its file. Of all kinds the look-up of metadata is
   * replayed; the grant is where there is no reason against it.
   */
  enum Kind {
    ASSERTION("clientassertioncredential", null),
    CERTIFICATE("clientcertificatecredential", null),
    CERTIFICATE_OF_ENVIRONMENT("client_certificate", null),
    SECRET_OF_ENVIRONMENT("client_secret", null),
    UNKNOWN_TENANT("environmentcredential_authentication_failed", null),
    SECRET("clientsecretcredential", null),
    SECRET_WITHOUT_INSTANCE_DISCOVERY("authorityvalidation", null),
    SECRET_OF_DEFAULT("with_defaultazure_credential", null),
    WORKLOAD("with_workloadidentity_credential", null),
    DEVICE("devicecodecredential", null),
    PASSWORD(
        "username_?password",
        "the password grant: there is no such credential, it passes by the second factor");

    private final String name;
    private final @Nullable String reason;

    Kind(String name, @Nullable String reason) {
      this.name = name;
      this.reason = reason;
    }

    /** Returns why the grant is not replayed, or {@code null} when it is. */
    @Nullable String reason() {
      return reason;
    }

    private boolean is(Recording recording) {
      return recording.name().matches(".*" + name + ".*");
    }

    /** Returns the first kind that the name tells; a file that nobody knows is an error. */
    static Kind of(Recording recording) {
      return Arrays.stream(values())
          .filter(kind -> kind.is(recording))
          .findFirst()
          .orElseThrow(() -> new AssertionError("a recording that nobody replays: " + recording));
    }
  }

  private EntraRecordings() {}

  static List<Recording> all() {
    return Recordings.in("entra");
  }

  /**
   * Returns why the operation is not replayed, or {@code null} when it is.
   *
   * @param kind of the recording that it is from
   */
  static @Nullable String reason(Kind kind, Recorded operation) {
    if (operation.uri().getPath().equals("/common/discovery/instance")) {
      return "the look-up of the cloud's hosts: our clients are told which host to trust";
    }
    return isMetadata(operation) ? null : kind.reason();
  }

  static boolean isMetadata(Recorded operation) {
    return operation.uri().getPath().endsWith("/.well-known/openid-configuration");
  }

  static boolean isGrant(Recorded operation) {
    return operation.method().equals("POST");
  }
}
