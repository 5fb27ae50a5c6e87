// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Results in files. Blocking. */
public final class JsonFile {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private JsonFile() {}

  public static void write(LoadResult result, Path file) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(result) + "\n");
  }

  /**
   * @throws IOException when the file can not be read or holds no result of this form
   */
  public static LoadResult read(Path file) throws IOException {
    try {
      LoadResult result = JSON.readValue(Files.readString(file), LoadResult.class);
      if (result == null || result.schema() != LoadResult.SCHEMA || result.operations() == null) {
        throw new IOException(file + " is no result of a load run of form " + LoadResult.SCHEMA);
      }
      return result;
    } catch (JacksonException e) {
      throw new IOException(file + " is no result of a load run: it is not its JSON", e);
    }
  }
}
