// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Work on a database. It gets a connection for the length of the call and must not keep it. */
@FunctionalInterface
public interface SqlFunction<T> {

  /** Returns what the caller's {@code Mono} emits, or {@code null} to let it complete empty. */
  @Nullable T apply(SqlConnection connection) throws SQLException;
}
