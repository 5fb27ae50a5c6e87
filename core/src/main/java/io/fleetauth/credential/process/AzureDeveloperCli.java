// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.http.Members;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code azd auth token}. */
record AzureDeveloperCli() implements Tool {

  private static final Pattern MISSING =
      Pattern.compile("azd:(.*)not found|'azd' is not recognized");

  @Override
  public String label() {
    return "Azure Developer CLI";
  }

  @Override
  public List<String> executables() {
    return List.of("azd", "azd.exe");
  }

  @Override
  public String installation() {
    return "https://aka.ms/azd-install";
  }

  @Override
  public List<String> arguments(CredentialRequest request, @Nullable String tenant) {
    String scope = Arguments.scope(request);
    var all = new ArrayList<>(List.of("auth", "token", "--output", "json", "--no-prompt"));
    all.addAll(List.of("--scope", scope));
    if (tenant != null) {
      all.addAll(List.of("--tenant-id", Arguments.tenant(tenant)));
    }
    return all;
  }

  @Override
  public String login(
      CredentialRequest request, @Nullable String tenant, @Nullable String challenge) {
    return tenant == null ? "azd auth login" : "azd auth login --tenant-id " + tenant;
  }

  @Override
  public boolean isSignedOut(String complaint) {
    return complaint.contains("azd auth login") || complaint.contains("not logged in");
  }

  @Override
  public boolean isMissing(String complaint) {
    return MISSING.matcher(complaint).find();
  }

  @Override
  public String tokenMember() {
    return "token";
  }

  @Override
  public Instant expiresAt(Members answer) {
    return ToolTimes.instant(answer, "expiresOn");
  }
}
