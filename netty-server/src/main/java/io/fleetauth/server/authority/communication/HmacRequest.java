// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority.communication;

import io.fleetauth.communication.AccessKeySignature;
import io.fleetauth.server.reply.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an access key signature covers, as it was received.
 *
 * @param target path and query, still percent-encoded
 */
record HmacRequest(
    String method,
    String target,
    @Nullable String authorization,
    @Nullable String msDate,
    @Nullable String date,
    @Nullable String host,
    @Nullable String contentHash) {

  static final String SCHEME = AccessKeySignature.SCHEME + " ";

  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final String SIGNED = ";host;x-ms-content-sha256";
  private static final int SIGNATURE_BYTES = 32;

  /** The part of the header that can be checked before the key is known. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Claimed(String date, String contentHash, byte[] signature) {}

  static HmacRequest of(Call call) {
    return new HmacRequest(
        call.method().name(),
        call.target(),
        call.header("authorization"),
        call.header("x-ms-date"),
        call.header("date"),
        call.header("host"),
        call.header("x-ms-content-sha256"));
  }

  /** Returns whether the request has a signature, good or bad. */
  boolean isSigned() {
    return authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /** Reads the signature; throws {@code DeniedException} when it can not be right. */
  Claimed claimed(byte[] body, Instant now) {
    var parameters = String.valueOf(authorization).substring(SCHEME.length()).trim();
    var headers = parameter(parameters, "SignedHeaders").toLowerCase(Locale.ROOT);
    var signature = decoded(parameter(parameters, "Signature"));
    if (!headers.equals("x-ms-date" + SIGNED) && !headers.equals("date" + SIGNED)) {
      throw new DeniedException("the signed headers are not the required ones");
    }
    var day = headers.startsWith("x") ? msDate : date;
    requireNear(day, now);
    if (contentHash == null || !Hmac.isHashOf(contentHash, body)) {
      throw new DeniedException("x-ms-content-sha256 is not the hash of the body");
    }
    return new Claimed(String.valueOf(day), contentHash, signature);
  }

  private static void requireNear(@Nullable String day, Instant now) {
    var at = day == null ? null : HttpDate.parse(day);
    if (at == null) {
      throw new DeniedException("the date is missing or not an HTTP date");
    }
    if (Duration.between(at, now).abs().compareTo(WINDOW) > 0) {
      throw new DeniedException("the date is more than 15 minutes away from now");
    }
  }

  private static String parameter(String parameters, String name) {
    for (String each : List.of(parameters.split("&", -1))) {
      if (each.startsWith(name + "=")) {
        return each.substring(name.length() + 1);
      }
    }
    throw new DeniedException(name + " is missing in the authorization header");
  }

  private static byte[] decoded(String signature) {
    try {
      var bytes = Base64.getDecoder().decode(signature);
      if (bytes.length == SIGNATURE_BYTES) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // said below, like one of another length
    }
    throw new DeniedException("the signature is not base64 of 32 bytes");
  }

  /** Returns the text that is signed when the request was sent to {@code calledHost}. */
  String stringToSign(Claimed claimed, String calledHost) {
    return AccessKeySignature.stringToSign(
        method, target, claimed.date(), calledHost, claimed.contentHash());
  }

  /** Shows no header. */
  @Override
  public String toString() {
    return "HmacRequest[" + method + "]";
  }
}
