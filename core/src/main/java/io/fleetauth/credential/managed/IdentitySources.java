// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import io.fleetauth.credential.CredentialUnavailableException;
import io.fleetauth.credential.Environment;
import java.net.URI;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where this machine gets its tokens from, in the documented order.
 *
 * @param environment of the process
 * @param arc where the Azure Arc agent keeps its things
 * @param id the user-assigned identity, or {@code null}
 */
record IdentitySources(Environment environment, ArcFolders arc, @Nullable ManagedIdentityId id) {

  private static final String IMDS_HOST = "http://169.254.169.254";
  private static final String TOKEN_PATH = "/metadata/identity/oauth2/token";
  private static final Map<String, String> METADATA = Map.of("Metadata", "true");

  /** Looks at the disk, so not on an event loop; throws when a variable makes no sense. */
  IdentitySource select() {
    if (environment.hasAll("IDENTITY_ENDPOINT", "IDENTITY_HEADER")) {
      return environment.hasAll("IDENTITY_SERVER_THUMBPRINT") ? serviceFabric() : appService();
    }
    if (environment.hasAll("MSI_ENDPOINT")) {
      return environment.hasAll("MSI_SECRET") ? machineLearning() : cloudShell();
    }
    if (environment.hasAll("IDENTITY_ENDPOINT", "IMDS_ENDPOINT")) {
      return source(Platform.ARC, endpoint("IDENTITY_ENDPOINT"), METADATA);
    }
    return Files.exists(arc.agent()) ? source(Platform.ARC, arc.endpoint(), METADATA) : imds();
  }

  private IdentitySource serviceFabric() {
    return new IdentitySource(
        Platform.SERVICE_FABRIC,
        endpoint("IDENTITY_ENDPOINT"),
        Map.of("secret", value("IDENTITY_HEADER")),
        id,
        thumbprint());
  }

  private String thumbprint() {
    String name = "IDENTITY_SERVER_THUMBPRINT";
    String digits = value(name).replace(":", "");
    if (!digits.matches("[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")) {
      throw new CredentialUnavailableException(
          "managed identity: " + name + " is not 40 or 64 hexadecimal digits");
    }
    return digits;
  }

  private IdentitySource appService() {
    Map<String, String> headers = Map.of("X-IDENTITY-HEADER", value("IDENTITY_HEADER"));
    return source(Platform.APP_SERVICE, endpoint("IDENTITY_ENDPOINT"), headers);
  }

  private IdentitySource machineLearning() {
    String preset = environment.text("DEFAULT_IDENTITY_CLIENT_ID");
    ManagedIdentityId effective =
        id == null && preset != null
            ? new ManagedIdentityId(ManagedIdentityId.Kind.CLIENT_ID, preset)
            : id;
    return new IdentitySource(
        Platform.MACHINE_LEARNING,
        endpoint("MSI_ENDPOINT"),
        Map.of("Metadata", "true", "secret", value("MSI_SECRET")),
        effective,
        null);
  }

  private IdentitySource cloudShell() {
    return source(Platform.CLOUD_SHELL, endpoint("MSI_ENDPOINT"), METADATA);
  }

  private IdentitySource imds() {
    String name = "AZURE_POD_IDENTITY_AUTHORITY_HOST";
    String host = environment.text(name);
    String base = host == null ? IMDS_HOST : host.replaceAll("/+$", "");
    return source(Platform.IMDS, web(name, base + TOKEN_PATH), METADATA);
  }

  private IdentitySource source(Platform platform, URI endpoint, Map<String, String> headers) {
    return new IdentitySource(platform, endpoint, headers, id, null);
  }

  private URI endpoint(String name) {
    return web(name, value(name));
  }

  private String value(String name) {
    String value = environment.text(name);
    if (value == null) {
      throw new CredentialUnavailableException("managed identity: " + name + " is not set");
    }
    return value;
  }

  private static URI web(String name, String value) {
    try {
      URI uri = URI.create(value);
      String scheme = uri.getScheme();
      if (uri.getHost() != null
          && ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw unusable(name);
    }
    throw unusable(name);
  }

  private static CredentialUnavailableException unusable(String name) {
    return new CredentialUnavailableException(
        "managed identity: " + name + " is not an absolute http(s) URL");
  }
}
