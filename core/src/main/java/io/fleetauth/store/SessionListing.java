// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import io.fleetauth.session.SessionQuery;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Turns a {@link SessionQuery} into one of a few statements, each with an index to walk. */
final class SessionListing {

  private final StringBuilder sql =
      new StringBuilder("SELECT " + SessionRow.COLUMNS + " FROM session WHERE TRUE");
  private final List<String> parameters = new ArrayList<>();

  private SessionListing() {}

  static PreparedStatement prepare(SqlConnection connection, SessionQuery query)
      throws SQLException {
    SessionListing listing = of(query);
    PreparedStatement statement = connection.prepare(listing.sql.toString());
    int at = 1;
    for (String parameter : listing.parameters) {
      statement.setString(at++, parameter);
    }
    statement.setInt(at, query.limit());
    return statement;
  }

  private static SessionListing of(SessionQuery query) {
    var listing = new SessionListing();
    listing.filter(query);
    return listing;
  }

  static String sql(SessionQuery query) {
    return of(query).sql.toString();
  }

  private void filter(SessionQuery query) {
    if (query.registration() != null) {
      and("registration = ?", query.registration());
    }
    if (query.state() != null) {
      and("state = ?", query.state().name());
    }
    if (query.user() != null) {
      and("user_name = ?", query.user());
    }
    if (query.after() != null) {
      and(
          "(registration, device) > (?, ?)",
          query.after().registration(),
          query.after().device().value());
    }
    sql.append(" ORDER BY registration, device LIMIT ?");
  }

  private void and(String condition, String... values) {
    sql.append(" AND ").append(condition);
    parameters.addAll(List.of(values));
  }
}
