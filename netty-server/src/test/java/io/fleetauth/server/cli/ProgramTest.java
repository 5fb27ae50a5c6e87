// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTest {

  @TempDir Path folder;

  private CommandRun command() {
    return new CommandRun(folder.resolve("home"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bogus | 2 | Unmatched argument at index 0: 'bogus'. Try 'fleetauth --help'.
          logn | 2 | Unmatched argument at index 0: 'logn'; did you mean 'login'? Try 'fleetauth --help'.
          login --issuer http://127.0.0.1:1 | 2 | Missing required option: '--client-id=ID'. Try 'fleetauth login --help'.
          login --client-id x | 2 | Missing required option: '--issuer=URL'. Try 'fleetauth login --help'.
          login --demo --issuer nowhere | 2 | --issuer must be an http or https URL
          login --issuer nowhere --client-id x | 2 | --issuer must be an http or https URL
          login --issuer http://example.com --client-id x | 1 | registration default: issuer http://example.com is not https
          token --device a/b | 5 | this machine never signed in; run 'fleetauth login' first
          token --registration work | 5 | this machine never signed in as 'work'; run 'fleetauth login' first
          logout | 5 | this machine never signed in; run 'fleetauth login' first
          keys | 2 | say 'create', 'list', 'rotate' or 'retire'. Try 'fleetauth keys --help'.
          gateway --config nowhere.yaml | 2 | no such configuration file: nowhere.yaml
          gateway --http-port 70000 | 2 | option --http-port: 'gateway.http-port' must be a whole number from 0 to 65535, was '70000'
          sessions --gateway http://127.0.0.1:1 | 2 | a gateway needs --admin-token or FLEETAUTH_ADMIN_TOKEN
          """)
  void aMistakeIsOneLineAndAnExitCode(String line, int exitCode, String message) {
    CommandRun command = command();

    assertThat(command.run(line.split(" "))).isEqualTo(exitCode);
    assertThat(command.err()).isEqualTo("fleetauth: " + message + "\n");
    assertThat(command.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev",
        "gateway",
        "authority",
        "login",
        "token",
        "logout",
        "sessions",
        "keys",
        "backup",
        "version"
      })
  void everyCommandHelps(String name) {
    CommandRun command = command();

    assertThat(command.run(name, "--help")).isZero();
    assertThat(command.out()).startsWith("Usage: fleetauth " + name).contains("Exit codes:");
  }

  @Test
  void theHelpOfLoginTellsTheDemonstration() {
    CommandRun command = command();

    command.run("login", "--help");

    assertThat(command.out())
        .contains(
            "fleetauth login --demo",
            "--demo-api=URL",
            "http://127.0.0.1:9400/fleetauth/v2.0 there",
            "fleetauth-dev there",
            "/api/me of the issuer's host");
  }

  @Test
  void aPortInUseIsNamedWithTheOptionThatChangesIt() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      CommandRun command = command();

      int exitCode =
          command.run("authority", "--data", folder.toString(), "--http-port", "" + port);

      assertThat(exitCode).isEqualTo(1);
      assertThat(command.err())
          .isEqualTo(
              "fleetauth: port %d on 127.0.0.1 is in use; choose another with --http-port or"
                      .formatted(port)
                  + " authority.http-port\n");
    }
  }

  @Test
  void aDataFolderThatIsAFileIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    CommandRun command = command();

    assertThat(command.run("authority", "--data", file.toString())).isEqualTo(8);
    assertThat(command.err()).isEqualTo("fleetauth: data folder " + file + " is not a folder\n");
  }

  @Test
  void aGatewayWithoutRegistrationSaysWhatToDo() {
    CommandRun command = command();

    assertThat(command.run("gateway", "--data", folder.toString())).isEqualTo(2);
    assertThat(command.err())
        .isEqualTo(
            "fleetauth: there is no registration: name one below 'gateway.registrations' and give"
                + " the file with --config\n");
  }
}
