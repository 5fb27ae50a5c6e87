// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectUrisTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example/cb?tenant=1",
        "http://app:8080/cb",
        "http://localhost",
        "http://[::1]:5000/x",
        "com.example.app:/cb",
        "msauth://com.example/signature"
      })
  void takesWhereClientsAre(String uri) {
    assertThatCode(() -> RedirectUris.require(uri)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/cb",
        "app.example/cb",
        "https:///cb",
        "https://app.example/cb#x",
        "https://user@app.example/cb",
        "javascript:alert(1)",
        "JavaScript://app.example/%0aalert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "urn:ietf:wg:oauth:2.0:oob",
        "https://app.example/a b"
      })
  void refusesWhatNobodyMayBeSentTo(String uri) {
    assertThatThrownBy(() -> RedirectUris.require(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("redirect-uris must ")
        .hasMessageContaining("'" + uri + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost, http://localhost:5000, true",
    "http://localhost, http://localhost:5000/, true",
    "http://localhost:1, http://localhost, true",
    "http://[::1]/cb, http://[::1]:5000/cb, true",
    "http://localhost/cb?a=1, http://localhost:5000/cb?a=1, true",
    "http://localhost/cb, http://localhost:5000/cb/, false",
    "http://localhost/cb, http://localhost:5000/CB, false",
    "http://localhost, http://127.0.0.1:5000, false",
    "https://localhost, https://localhost:5000, false",
    "http://app:8080/cb, http://app:8081/cb, false",
    "https://app.example/cb, https://app.example/cb/, false",
    "https://app.example/cb, https://APP.example/cb, false"
  })
  void portsOfLoopbackAloneMayDiffer(String registered, String asked, boolean same) {
    assertThat(RedirectUris.isRegistered(List.of(registered), asked)).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example:8443/cb, https://app.example:8443",
    "http://localhost:5000/cb, http://localhost:5000",
    "http://[::1]:5000/cb, http:",
    "com.example.app:/cb, com.example.app:"
  })
  void policyOfPagesNamesWhereTheAnswerGoes(String redirectUri, String source) {
    assertThat(RedirectUris.cspSource(redirectUri)).isEqualTo(source);
  }
}
