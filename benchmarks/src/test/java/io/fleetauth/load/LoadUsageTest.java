// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a command line or a profile is told with its place. */
class LoadUsageTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          --scenario nap                        | 'nap' is none of sign-in, read, refresh
          --rate 5                              | '5' is not a rate like 500/s
          --duration 0s                         | --duration must be above 0
          --devices 0                           | --devices must be at least 1
          --max-in-flight 0                     | --max-in-flight must be at least 1
          --scenario read --mix refresh=1       | --mix is for the scenarios mixed and soak
          --scenario mixed --mix refresh=0      | --mix: weights must be above 0
          --scenario mixed --mix poll=1         | --mix: nobody arrives for a poll alone
          --target http://127.0.0.1:1/x         | --target needs --client-id
          --target http://127.0.0.1:1/x --client-id a --approve-user b | go together
          --fault quake=1%                      | 'quake' is no kind of fault
          --fault status:200=1%                 | '200' is no status from 400 to 599
          --fault slow-down                     | is not a fault like
          --what                                | Unknown option: '--what'
          """)
  void aWrongOptionIsNamed(String arguments, String message) {
    LoadCommandRun run = LoadCommandRun.of(arguments.strip().split(" "));

    assertThat(run.err()).startsWith("fleetauth: ").contains(message);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void anUnknownKeyOfAProfileHasLineAndColumn() throws IOException {
    assertThat(profile("scenario: sign-in\n\nscenaro: read\n").err())
        .startsWith(
            "fleetauth: profile.yaml:3:1: unknown key 'scenaro' at the top; did you mean 'scenario'?");
  }

  @Test
  void aWrongValueOfAProfileHasLineAndColumn() throws IOException {
    LoadCommandRun run = profile("devices: 10\nrate:   fast\n");

    assertThat(run.err())
        .startsWith("fleetauth: profile.yaml:2:9: ")
        .contains("'fast' is not a rate");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void aProfileThatIsNoYamlHasLineAndColumn() throws IOException {
    assertThat(profile("rate: [\n").err()).contains("profile.yaml:2:1: is not YAML");
  }

  @Test
  void theCommandLineWinsOverTheProfile() throws IOException {
    LoadCommandRun run = profile("duration: 0s\nrate: fast\n", "--rate", "9/s");

    assertThat(run.err()).contains("--duration must be above 0").doesNotContain("fast");
  }

  @Test
  void aProfileMayTakeTheEnvironmentAndMappings() throws IOException {
    LoadCommandRun run =
        profile("scenario: mixed\nrate: ${RATE}\nmix:\n  refresh: 1\n  sign-in: 0\n");

    assertThat(run.err()).contains("--mix: weights must be above 0");
  }

  private LoadCommandRun profile(String yaml, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("profile.yaml"), yaml);
    String[] arguments = new String[more.length + 2];
    arguments[0] = "--profile";
    arguments[1] = file.toString();
    System.arraycopy(more, 0, arguments, 2, more.length);
    return LoadCommandRun.of(arguments);
  }

  @Test
  void helpShowsExamples() {
    LoadCommandRun run = LoadCommandRun.of("--help");

    assertThat(run.out()).contains("Examples:").contains("--approve-password-file pw");
    assertThat(run.exitCode()).isZero();
  }
}
