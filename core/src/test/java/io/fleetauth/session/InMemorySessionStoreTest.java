// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

class InMemorySessionStoreTest implements SessionStoreContract {

  private final SessionStore store = new InMemorySessionStore();

  @Override
  public SessionStore store() {
    return store;
  }
}
