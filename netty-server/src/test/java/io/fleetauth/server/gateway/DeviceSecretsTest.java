// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeviceSecretsTest {

  final DeviceSecrets secrets = new DeviceSecrets(new SecureRandom());

  @Test
  void codesHave256BitsAndDoNotRepeat() {
    Set<String> codes = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      codes.add(secrets.newDeviceCode());
    }
    assertThat(codes).hasSize(1000).allMatch(code -> code.matches("fdc_[A-Za-z0-9_-]{43}"));
  }

  @Test
  void sameCodeAndClientGiveTheSameHandle() {
    String code = secrets.newDeviceCode();

    assertThat(DeviceSecrets.handle(code, "a")).isEqualTo(DeviceSecrets.handle(code, "a"));
    assertThat(DeviceSecrets.handle(code, "a")).isNotEqualTo(DeviceSecrets.handle(code, "b"));
    assertThat(DeviceSecrets.handle(code, "a"))
        .isNotEqualTo(DeviceSecrets.handle(secrets.newDeviceCode(), "a"));
  }

  @Test
  void storedCodeHashIsBoundToTheClient() {
    String code = secrets.newDeviceCode();

    assertThat(DeviceSecrets.codeHash(code, "a")).isNotEqualTo(DeviceSecrets.codeHash(code, "b"));
  }

  @Test
  void handleKnowsItsClientAndItsForm() {
    String handle = DeviceSecrets.handle(secrets.newDeviceCode(), "a");

    assertThat(DeviceSecrets.isHandle(handle)).isTrue();
    assertThat(DeviceSecrets.isBound(handle, "a")).isTrue();
    assertThat(DeviceSecrets.isBound(handle, "b")).isFalse();
    assertThat(DeviceSecrets.isHandle(handle + "x")).isFalse();
    assertThat(DeviceSecrets.isHandle("")).isFalse();
  }
}
