// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;

import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Certificates and keys as PEM files; keys are readable by their owner alone. */
final class PemFolder {

  private final Path folder;

  PemFolder(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  Path certificate(String name) {
    return folder.resolve(name + ".pem");
  }

  private Path key(String name) {
    return folder.resolve(name + ".key");
  }

  private Path names() {
    return folder.resolve("server.names");
  }

  /** Returns null when one of the two files is missing. */
  @Nullable X509Bundle read(String name) throws IOException, GeneralSecurityException {
    if (!Files.exists(certificate(name)) || !Files.exists(key(name))) {
      return null;
    }
    var factory = CertificateFactory.getInstance("X.509");
    var chain =
        factory
            .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(certificate(name))))
            .stream()
            .map(X509Certificate.class::cast)
            .toArray(X509Certificate[]::new);
    var keys = new KeyPair(chain[0].getPublicKey(), readKey(name, chain[0]));
    var root = chain[chain.length - 1];
    return chain.length == 1
        ? X509Bundle.fromRootCertificateAuthority(root, keys)
        : X509Bundle.fromCertificatePath(chain, root, keys);
  }

  private PrivateKey readKey(String name, X509Certificate certificate)
      throws IOException, GeneralSecurityException {
    var base64 = Files.readString(key(name)).replaceAll("-----[A-Z ]+-----|\\s", "");
    var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
    return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm()).generatePrivate(spec);
  }

  X509Bundle write(String name, X509Bundle bundle) throws IOException {
    var chain = new StringBuilder(bundle.getCertificatePEM());
    if (!bundle.isSelfSigned()) {
      chain.append('\n').append(bundle.getRootCertificatePEM());
    }
    replace(key(name), bundle.getPrivateKeyPEM(), "rw-------");
    replace(certificate(name), chain.toString(), "rw-r--r--");
    return bundle;
  }

  boolean sameNames(Set<String> expected) throws IOException {
    if (!Files.exists(names())) {
      return false;
    }
    try (var lines = Files.lines(names())) {
      return lines.collect(toCollection(LinkedHashSet::new)).equals(expected);
    }
  }

  void writeNames(Set<String> names) throws IOException {
    replace(names(), String.join("\n", names) + "\n", "rw-r--r--");
  }

  /** Writes beside the old file and swaps, so that a crash leaves either of them whole. */
  private void replace(Path file, String text, String permissions) throws IOException {
    var mode = PosixFilePermissions.fromString(permissions);
    var next = folder.resolve(file.getFileName() + ".new");
    Files.deleteIfExists(next);
    if (next.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(next, PosixFilePermissions.asFileAttribute(mode));
    }
    Files.write(next, text.getBytes(UTF_8));
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
