// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.managed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.http.ServiceAnswer;
import io.fleetauth.oauth.MalformedResponseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The proof that Azure Arc asks for: whoever can read a file that only the agent's group may read
 * is entitled to tokens. The file is named by the answer, so it is read only when it is where the
 * agent puts it; else anybody on the port could have any file sent to them.
 *
 * @param tokens the only folder from which is read
 */
record ArcChallenge(Path tokens) {

  private static final String BASIC = "Basic ";
  private static final int MAX_BYTES = 4096;

  /** Returns the value of the {@code Authorization} header; blocks on the disk. */
  String authorization(ServiceAnswer challenge) throws IOException {
    Path file = file(challenge);
    if (Files.size(file) > MAX_BYTES) {
      throw wrong(challenge, "names a file of more than " + MAX_BYTES + " bytes");
    }
    String key = Files.readString(file, UTF_8).strip();
    if (!key.matches("[\\x21-\\x7E]+")) {
      throw wrong(challenge, "names a file that holds no key");
    }
    return BASIC + key;
  }

  private Path file(ServiceAnswer challenge) throws IOException {
    Path named = named(challenge);
    if (!named.isAbsolute() || !isInside(named.normalize(), tokens.toAbsolutePath().normalize())) {
      throw wrong(challenge, "names a file outside of the folder of the agent");
    }
    if (!named.toString().endsWith(".key")) {
      throw wrong(challenge, "names a file that does not end in .key");
    }
    if (!Files.isRegularFile(named)) {
      throw wrong(challenge, "names a file that is not there, or may not be seen by this user");
    }
    Path real = named.toRealPath();
    if (!isInside(real, tokens.toRealPath()) || !real.toString().endsWith(".key")) {
      throw wrong(challenge, "names a link to a file outside of the folder of the agent");
    }
    return real;
  }

  private static boolean isInside(Path file, Path folder) {
    return folder.equals(file.getParent());
  }

  private static Path named(ServiceAnswer challenge) {
    String header = challenge.header("www-authenticate");
    String[] parts = header == null ? new String[0] : header.split("=", -1);
    if (parts.length != 2 || !parts[0].strip().equalsIgnoreCase(BASIC + "realm")) {
      throw wrong(challenge, "is not of the form Basic realm=file");
    }
    Path path = path(unquoted(parts[1].strip()));
    if (path == null) {
      throw wrong(challenge, "names no file");
    }
    return path;
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static @Nullable Path path(String value) {
    try {
      return value.isEmpty() ? null : Path.of(value);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static MalformedResponseException wrong(ServiceAnswer challenge, String problem) {
    return new MalformedResponseException(challenge.label() + ": WWW-Authenticate " + problem);
  }
}
