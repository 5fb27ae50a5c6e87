// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataTest {

  @TempDir static Path folder;
  private static AuthorityServer idp;

  @BeforeAll
  static void start() {
    idp = new AuthorityServer(AuthorityConfig.defaults(), folder);
  }

  @AfterAll
  static void stop() {
    idp.close();
  }

  @Test
  void metadataNamesItsOwnIssuerAndEveryEndpoint() {
    var oidc = idp.get("/contoso/v2.0/.well-known/openid-configuration");
    var rfc8414 = idp.get("/.well-known/oauth-authorization-server/contoso/v2.0");

    assertThat(oidc.json())
        .containsEntry("issuer", idp.origin() + "/contoso/v2.0")
        .containsEntry("token_endpoint", idp.origin() + "/contoso/oauth2/v2.0/token")
        .containsKeys(
            "authorization_endpoint",
            "device_authorization_endpoint",
            "jwks_uri",
            "userinfo_endpoint",
            "subject_types_supported",
            "response_types_supported",
            "id_token_signing_alg_values_supported",
            "token_endpoint_auth_methods_supported",
            "cloud_instance_name",
            "tenant_region_scope");
    assertThat(rfc8414.json()).isEqualTo(oidc.json());
    assertThat(idp.get("/con%20toso/v2.0/.well-known/openid-configuration").error())
        .isEqualTo("400 invalid_tenant");
    assertThat(oidc.json())
        .containsEntry("authorization_endpoint", idp.origin() + "/contoso/oauth2/v2.0/authorize")
        .containsEntry("response_types_supported", List.of("code"))
        .containsEntry("response_modes_supported", List.of("query", "fragment", "form_post"))
        .containsEntry("code_challenge_methods_supported", List.of("S256"))
        .containsEntry("authorization_response_iss_parameter_supported", true);
    assertThat((List<?>) oidc.json().get("grant_types_supported"))
        .asInstanceOf(InstanceOfAssertFactories.list(String.class))
        .contains("authorization_code");
  }

  @Test
  void instanceDiscoveryKnowsItselfAlone() {
    var path = "/common/discovery/instance?api-version=1.1&authorization_endpoint=";
    var own = idp.get(path + idp.origin() + "/contoso/oauth2/v2.0/authorize");

    assertThat(own.json())
        .containsEntry(
            "tenant_discovery_endpoint",
            idp.origin() + "/contoso/v2.0/.well-known/openid-configuration")
        .containsKey("metadata");
    assertThat(idp.get(path + "https://example.org/contoso/oauth2/v2.0/authorize").error())
        .isEqualTo("400 invalid_instance");
  }
}
