// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import static java.nio.charset.StandardCharsets.UTF_16LE;

import io.fleetauth.credential.CredentialRequest;
import io.fleetauth.http.Members;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code Get-AzAccessToken}. The script goes over encoded, so that no quoting can change it, and
 * the values in it were checked to be free of quotes. Newer modules hand out the token as a {@code
 * SecureString}.
 */
record AzurePowerShell() implements Tool {

  private static final String NO_MODULE = "fleetauth: no module Az.Accounts";

  private static final String SCRIPT =
      """
      $ErrorActionPreference = 'Stop'
      $ProgressPreference = 'SilentlyContinue'
      $module = Import-Module Az.Accounts -MinimumVersion 2.2.0 -PassThru -ErrorAction Ignore
      if (-not $module) { [Console]::Error.WriteLine('%s'); exit 1 }
      $answer = Get-AzAccessToken -ResourceUrl '%s'%s
      $token = $answer.Token
      if ($token -is [System.Security.SecureString]) {
        $token = [System.Net.NetworkCredential]::new('', $token).Password
      }
      @{ token = $token; expiresOn = $answer.ExpiresOn.ToUnixTimeSeconds() } |
        ConvertTo-Json -Compress
      """;

  @Override
  public String label() {
    return "Azure PowerShell";
  }

  @Override
  public List<String> executables() {
    return List.of("pwsh", "pwsh.exe", "powershell.exe");
  }

  @Override
  public String installation() {
    return "https://aka.ms/install-powershell, then run 'Install-Module Az.Accounts'";
  }

  @Override
  public List<String> arguments(CredentialRequest request, @Nullable String tenant) {
    String of = tenant == null ? "" : " -TenantId '" + Arguments.tenant(tenant) + "'";
    String script = SCRIPT.formatted(NO_MODULE, Arguments.resource(request), of);
    String encoded = Base64.getEncoder().encodeToString(script.getBytes(UTF_16LE));
    return List.of("-NoLogo", "-NoProfile", "-NonInteractive", "-EncodedCommand", encoded);
  }

  @Override
  public String login(
      CredentialRequest request, @Nullable String tenant, @Nullable String challenge) {
    String of = tenant == null ? "" : " -Tenant " + tenant;
    return challenge == null
        ? "Connect-AzAccount" + of
        : "Connect-AzAccount" + of + " -ClaimsChallenge " + challenge;
  }

  @Override
  public boolean isSignedOut(String complaint) {
    return complaint.contains("Connect-AzAccount");
  }

  @Override
  public boolean isMissing(String complaint) {
    return complaint.contains(NO_MODULE);
  }

  @Override
  public String tokenMember() {
    return "token";
  }

  @Override
  public Instant expiresAt(Members answer) {
    Double seconds = answer.number("expiresOn");
    if (seconds == null) {
      throw answer.malformed("expiresOn", "is missing");
    }
    return ToolTimes.instant(seconds);
  }
}
