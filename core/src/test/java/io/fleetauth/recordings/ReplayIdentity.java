// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.recordings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;

/**
 * A certificate for the names of the services that were recorded, made once in a run.
 *
 * @param keys the private key with the certificate
 */
record ReplayIdentity(KeyManagerFactory keys, X509Certificate certificate) {

  private static final String HOSTS =
      "san=dns:sts.mixedreality.azure.com,dns:login.microsoftonline.com,dns:endpoint"
          + ",dns:sanitized.communication.azure.com,dns:redacted.communication.azure.com";

  private static final String PASSWORD = "changeit";
  private static final ReplayIdentity ONE = make();

  static ReplayIdentity get() {
    return ONE;
  }

  private static ReplayIdentity make() {
    try {
      Path dir = Files.createTempDirectory("replay");
      Path file = dir.resolve("replay.p12");
      keytool(file);
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, PASSWORD.toCharArray());
      }
      Files.delete(file);
      Files.delete(dir);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD.toCharArray());
      return new ReplayIdentity(keys, (X509Certificate) store.getCertificate("replay"));
    } catch (IOException | GeneralSecurityException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keytool(Path file) throws IOException, InterruptedException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String arguments =
        "-genkeypair -alias replay -keyalg EC -dname CN=replay -storetype PKCS12 -storepass "
            + PASSWORD;
    var command = new ArrayList<String>();
    command.add(keytool);
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(List.of("-ext", HOSTS, "-keystore", file.toString()));
    int exit =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IllegalStateException("keytool ended with " + exit);
    }
  }
}
