// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static io.fleetauth.session.SessionStoreContract.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.session.DeviceId;
import io.fleetauth.session.DeviceSession.State;
import io.fleetauth.session.SessionKey;
import io.fleetauth.session.SessionQuery;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No query reads more rows than it emits: each walks an index, in its order. */
class QueryPlanTest {

  @TempDir Path folder;
  SqliteDatabase database;

  @BeforeEach
  void open() {
    database =
        SqliteDatabase.open(folder.resolve("sessions.db"), SqliteSessionStore.MIGRATIONS)
            .block(PATIENCE);
  }

  @AfterEach
  void close() {
    database.close().block(PATIENCE);
  }

  private List<String> plan(String query) {
    return database.read(sql -> steps(sql, query)).block(PATIENCE);
  }

  private static List<String> steps(SqlConnection sql, String query) throws SQLException {
    var steps = new ArrayList<String>();
    try (var step = sql.prepare("EXPLAIN QUERY PLAN " + query).executeQuery()) {
      while (step.next()) {
        steps.add(step.getString("detail"));
      }
    }
    return steps;
  }

  @Test
  void dueWalksTheIndexOfDueTimes() {
    assertThat(plan(SqliteSessionStore.BY_DUE))
        .containsExactly("SEARCH session USING INDEX session_by_due (due_at<?)");
  }

  @Test
  void hashesAreLookedUp() {
    assertThat(plan(SqliteSessionStore.BY_HASH))
        .contains(
            "SEARCH session USING INDEX session_by_code (code_hash=?)",
            "SEARCH session USING INDEX session_by_handle (handle_hash=?)")
        .noneMatch(step -> step.startsWith("SCAN"));
  }

  @Test
  void updatesFindTheirRowByKey() {
    assertThat(plan(SqliteSessionStore.UPDATE_SAME_INDEXES))
        .containsExactly(
            "SEARCH session USING INDEX sqlite_autoindex_session_1 (registration=? AND device=?)");
  }

  @Test
  void everyListingWalksAnIndexInItsOrder() {
    var last = new SessionKey("glasses", new DeviceId("hmd-1"));
    for (String registration : new @Nullable String[] {null, "glasses"}) {
      for (State state : new @Nullable State[] {null, State.ENDED}) {
        for (String user : new @Nullable String[] {null, "ada"}) {
          for (SessionKey after : new @Nullable SessionKey[] {null, last}) {
            var query = new SessionQuery(registration, state, user, after, 100);
            assertThat(plan(SessionListing.sql(query)))
                .as(query.toString())
                .singleElement()
                .asString()
                .contains("session USING INDEX");
          }
        }
      }
    }
  }
}
