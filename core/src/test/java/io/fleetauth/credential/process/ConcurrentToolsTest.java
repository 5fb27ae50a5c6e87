// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.credential.Credential;
import io.fleetauth.credential.ManyCallers;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tool is started once for all that wait for its token, whatever their threads. */
class ConcurrentToolsTest extends ToolFixture {

  private static final String RUN = "echo run >> '%s/runs'; echo '{%s}'";

  private Credential credential(String tool) {
    return switch (tool) {
      case "az" -> prepared(AzureCliCredential.builder()).build();
      case "azd" -> prepared(AzureDeveloperCliCredential.builder()).build();
      default -> prepared(AzurePowerShellCredential.builder()).build();
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          az   | "accessToken":"at-secret-1","expires_on":1795610000
          azd  | "token":"at-secret-1","expiresOn":"2026-11-25T12:33:20Z"
          pwsh | "token":"at-secret-1","expiresOn":1795610000
          """)
  void runsOnceForManyCallersOnManyThreads(String tool, String members) throws Exception {
    install(tool, RUN.formatted(folder, members));

    assertThat(ManyCallers.ask(credential(tool), VAULT).get(20, SECONDS))
        .hasSize(ManyCallers.COUNT)
        .containsOnly("at-secret-1");
    assertThat(Files.readAllLines(folder.resolve("runs"))).hasSize(1);
  }
}
