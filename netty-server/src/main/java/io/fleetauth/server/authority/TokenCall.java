// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import io.fleetauth.server.authority.AuthorityConfig.Client;
import io.fleetauth.server.authority.Tenants.Tenant;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;

/** A request of an authenticated client at the token endpoint. */
record TokenCall(
    Call call,
    Parameters form,
    Tenant tenant,
    Client client,
    ClientProof proof,
    ClaimsRequest claims) {

  boolean wantsClientInfo() {
    return "1".equals(form.get("client_info"));
  }
}
