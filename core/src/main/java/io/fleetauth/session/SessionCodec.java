// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import io.fleetauth.session.SealException.Reason;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;

/**
 * The JSON form of a session, before it is sealed. An older reader refuses a newer {@code v}; a
 * member it does not know changes nothing, and one that is {@code null} may be left out. An instant
 * or a duration is an array of whole seconds and nanoseconds, which is exact and quick.
 *
 * <p>Written and read as a stream because a tree of nodes takes most of the time that a sealing
 * has.
 */
final class SessionCodec {

  static final int VERSION = 1;

  /** Room for a session with one access token of the usual size, so that no buffer has to grow. */
  private static final int USUAL_BYTES = 4096;

  private static final JsonFactory JSON = new JsonFactory();

  private SessionCodec() {}

  static JsonGenerator generator(ByteArrayBuilder out) {
    return JSON.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8);
  }

  static JsonParser parser(byte[] json) {
    return JSON.createParser(ObjectReadContext.empty(), json);
  }

  static byte[] encode(DeviceSession session) {
    try (var out = new ByteArrayBuilder(USUAL_BYTES)) {
      try (JsonGenerator json = generator(out)) {
        new SessionWriter(json).write(session);
      }
      return out.toByteArray();
    }
  }

  /** Throws {@link SealException} that names {@code key} when this is no session. */
  static DeviceSession decode(SessionKey key, byte[] bytes) {
    try (JsonParser json = parser(bytes)) {
      return SessionReader.read(key, json);
    } catch (SealException e) {
      throw e;
    } catch (RuntimeException e) { // of the parser, or of a value that is not what it must be
      // and without the cause: its message may quote the content
      throw new SealException(Reason.MALFORMED, "the record of " + key + " holds no session");
    }
  }
}
