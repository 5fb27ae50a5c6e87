// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AuthorityConfigTest {

  private static AuthorityConfig bind(String json) {
    return JsonMapper.shared().readValue(json.replace('\'', '"'), AuthorityConfig.class);
  }

  @Test
  void nothingIsTheDefault() {
    assertThat(bind("{}")).isEqualTo(AuthorityConfig.defaults());
    assertThat(AuthorityConfig.defaults().toString()).doesNotContain("fleetauth-service-secret");
  }

  @Test
  void whatIsNamedReplacesItsDefaultAlone() {
    var config =
        bind(
            "{'lifetimes':{'pollInterval':'PT1S'},'clients':[{'id':'tv','grants':['device_code']}],"
                + "'scripts':[{'endpoint':'token','action':'PENDING','times':2}]}");

    assertThat(config.lifetimes().pollInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.lifetimes().accessToken()).isEqualTo(Duration.ofMinutes(60));
    assertThat(config.clients().get(0).grants()).containsExactly(GrantType.DEVICE_CODE);
    assertThat(config.scripts().get(0).times()).isEqualTo(2);
  }

  @Test
  void mistakesNameTheSetting() {
    assertThatThrownBy(() -> bind("{'clients':[{'id':' '}]}")).hasMessageContaining("clients.id");
    assertThatThrownBy(() -> bind("{'lifetimes':{'accessToken':'PT0S'}}"))
        .hasMessageContaining("accessToken");
  }
}
