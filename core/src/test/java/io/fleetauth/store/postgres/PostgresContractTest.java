// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static io.fleetauth.session.SessionStoreContract.PATIENCE;

import io.fleetauth.session.SessionStore;
import io.fleetauth.session.SessionStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.scheduler.Schedulers;

class PostgresContractTest implements SessionStoreContract {

  static String url;
  PostgresSessionStore store;

  @BeforeAll
  static void create() {
    url = PostgresServer.database();
  }

  @BeforeEach
  void open() {
    store =
        PostgresSessionStore.open(PostgresOptions.of(url), Schedulers.parallel()).block(PATIENCE);
    PostgresServer.execute(url, "TRUNCATE fleetauth_session");
  }

  @AfterEach
  void close() {
    store.close().block(PATIENCE);
  }

  @Override
  public SessionStore store() {
    return store;
  }
}
