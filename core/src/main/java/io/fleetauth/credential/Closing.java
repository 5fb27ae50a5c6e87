// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

/** Closes a credential that can be closed. */
final class Closing {

  private Closing() {}

  static void close(Credential credential) {
    if (credential instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("a credential can not be closed", e);
      }
    }
  }
}
