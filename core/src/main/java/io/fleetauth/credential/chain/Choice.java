// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.chain;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of the default chain, in their order. */
enum Choice {
  ENVIRONMENT("EnvironmentCredential"),
  WORKLOAD_IDENTITY("WorkloadIdentityCredential"),
  MANAGED_IDENTITY("ManagedIdentityCredential"),
  AZURE_CLI("AzureCliCredential"),
  AZURE_POWER_SHELL("AzurePowerShellCredential"),
  AZURE_DEVELOPER_CLI("AzureDeveloperCliCredential"),
  INTERACTIVE_BROWSER("InteractiveBrowserCredential");

  static final String VARIABLE = "AZURE_TOKEN_CREDENTIALS";

  private static final Set<Choice> PRODUCTION = EnumSet.range(ENVIRONMENT, MANAGED_IDENTITY);
  private static final Set<Choice> DEVELOPMENT = EnumSet.range(AZURE_CLI, AZURE_DEVELOPER_CLI);
  private static final Set<Choice> ALL = EnumSet.range(ENVIRONMENT, AZURE_DEVELOPER_CLI);

  private final String label;

  Choice(String label) {
    this.label = label;
  }

  /** Returns the name under which the variable and errors know it. */
  String label() {
    return label;
  }

  /**
   * Returns what the variable's value stands for; {@code null} for all that ask nobody.
   *
   * @throws IllegalArgumentException when it is neither a group nor a name
   */
  static Set<Choice> of(@Nullable String value) {
    if (value == null) {
      return ALL;
    }
    String wanted = value.toLowerCase(Locale.ROOT);
    if (wanted.equals("prod")) {
      return PRODUCTION;
    }
    return wanted.equals("dev") ? DEVELOPMENT : EnumSet.of(named(wanted, value));
  }

  private static Choice named(String wanted, String value) {
    for (Choice choice : values()) {
      if (choice.label.toLowerCase(Locale.ROOT).equals(wanted)) {
        return choice;
      }
    }
    throw new IllegalArgumentException(
        "Invalid value for "
            + VARIABLE
            + " '"
            + value
            + "': must be dev, prod, or one of "
            + Arrays.stream(values()).map(Choice::label).toList());
  }
}
