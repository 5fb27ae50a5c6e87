// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.http.Members;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code az account get-access-token}.
 *
 * @param subscription id or name, or {@code null} for the current one
 * @param zone of {@code expiresOn}, which old versions print alone
 */
record AzureCli(@Nullable String subscription, ZoneId zone) implements Tool {

  private static final Pattern MISSING = Pattern.compile("az:(.*)not found|'az' is not recognized");

  @Override
  public String label() {
    return "Azure CLI";
  }

  @Override
  public List<String> executables() {
    return List.of("az", "az.cmd");
  }

  @Override
  public String installation() {
    return "https://aka.ms/azure-cli";
  }

  @Override
  public List<String> arguments(CredentialRequest request, @Nullable String tenant) {
    String resource = Arguments.resource(request);
    var all = new ArrayList<>(List.of("account", "get-access-token", "--output", "json"));
    all.addAll(List.of("--resource", resource));
    if (tenant != null) {
      all.addAll(List.of("--tenant", Arguments.tenant(tenant)));
    }
    if (subscription != null) {
      all.addAll(List.of("--subscription", subscription));
    }
    return all;
  }

  @Override
  public String login(
      CredentialRequest request, @Nullable String tenant, @Nullable String challenge) {
    String of = tenant == null ? "" : " --tenant " + tenant;
    return challenge == null
        ? "az login" + of
        : "az login" + of + " --claims-challenge " + challenge + " --scope " + request.scopes();
  }

  @Override
  public boolean isSignedOut(String complaint) {
    return complaint.contains("az login") || complaint.contains("az account set");
  }

  @Override
  public boolean isMissing(String complaint) {
    return MISSING.matcher(complaint).find();
  }

  @Override
  public String tokenMember() {
    return "accessToken";
  }

  @Override
  public Instant expiresAt(Members answer) {
    Double seconds = answer.number("expires_on");
    if (seconds != null) {
      return ToolTimes.instant(seconds);
    }
    try {
      String local = answer.required("expiresOn").replace(' ', 'T');
      return LocalDateTime.parse(local).atZone(zone).toInstant();
    } catch (DateTimeException e) {
      throw answer.malformed("expiresOn", "is not a local time");
    }
  }
}
