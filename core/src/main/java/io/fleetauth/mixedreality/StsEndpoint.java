// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.mixedreality;

import io.fleetauth.http.Origins;
import java.net.URI;
import java.util.UUID;
import java.util.regex.Pattern;

/** The addresses of the service, and what may be part of them. */
final class StsEndpoint {

  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9.-]{1,40}");
  private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9.-]{1,253}");
  private static final UUID NIL = new UUID(0, 0);

  private StsEndpoint() {}

  /** Returns the service of an account domain such as {@code eastus2.mixedreality.azure.com}. */
  static URI ofDomain(String domain) {
    URI uri = DOMAIN.matcher(domain).matches() ? URI.create("https://sts." + domain) : null;
    if (uri == null || uri.getHost() == null) {
      throw new IllegalArgumentException("accountDomain is not a domain name: '" + domain + "'");
    }
    return uri;
  }

  /** Returns the endpoint without a slash at its end. */
  static URI checked(URI endpoint) {
    String objection = Origins.objection(endpoint);
    if (objection == null && endpoint.getRawQuery() != null) {
      objection = "has a query";
    }
    if (objection != null) {
      throw new IllegalArgumentException("endpoint " + endpoint + " " + objection);
    }
    String text = endpoint.toString();
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : endpoint;
  }

  static UUID accountId(String text) {
    UUID id;
    try {
      id = UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw noAccount(text);
    }
    if (!id.toString().equalsIgnoreCase(text)) { // it also reads shortened ones
      throw noAccount(text);
    }
    return accountId(id);
  }

  static UUID accountId(UUID id) {
    if (id.equals(NIL)) {
      throw new IllegalArgumentException("accountId must not be all zeros");
    }
    return id;
  }

  private static IllegalArgumentException noAccount(String text) {
    return new IllegalArgumentException("accountId is not a UUID: '" + text + "'");
  }

  static String apiVersion(String version) {
    if (!VERSION.matcher(version).matches()) {
      throw new IllegalArgumentException(
          "apiVersion must be letters, digits, '.' and '-', was '" + version + "'");
    }
    return version;
  }

  /** Returns where the token of the account is. */
  static URI token(URI endpoint, UUID accountId, String apiVersion) {
    return URI.create(endpoint + "/Accounts/" + accountId + "/token?api-version=" + apiVersion);
  }
}
