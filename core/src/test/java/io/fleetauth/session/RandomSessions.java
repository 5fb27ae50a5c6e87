// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import io.fleetauth.oauth.AccessToken;
import io.fleetauth.oauth.DeviceAuthorization;
import io.fleetauth.oauth.DeviceCode;
import io.fleetauth.oauth.Identity;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.oauth.UserCode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes sessions of every shape; the same seed makes the same ones. */
public final class RandomSessions {

  private static final String[] TEXTS = {
    "a",
    "Zoë Müller",
    "田中 太郎",
    "🥽 headset",
    "quote\" back\\slash",
    "line\nbreak\u0000\u2028",
    "x".repeat(3000)
  };

  private final Random random;

  public RandomSessions(long seed) {
    this.random = new Random(seed);
  }

  public DeviceSession next() {
    return switch (random.nextInt(3)) {
      case 0 -> pending();
      case 1 -> signedIn();
      default -> ended();
    };
  }

  public PendingSignIn pending() {
    return new PendingSignIn(
        authorization(),
        scopes(),
        duration(),
        instant(),
        instant(),
        orNull(this::hash),
        orNull(this::signedIn),
        orNull(() -> NodeId.generate(random)));
  }

  private DeviceAuthorization authorization() {
    return new DeviceAuthorization(
        new DeviceCode(text()),
        new UserCode(text()),
        URI.create("https://login.example/device"),
        orNull(() -> URI.create("https://login.example/device?user_code=" + random.nextInt())),
        orNull(this::text),
        duration(),
        duration());
  }

  public SignedIn signedIn() {
    var tokens = new HashMap<Scopes, AccessToken>();
    for (int i = random.nextInt(4); i > 0; i--) {
      tokens.put(scopes(), accessToken());
    }
    return new SignedIn(
        orNull(() -> new RefreshToken(text())),
        scopes(),
        tokens,
        orNull(this::identity),
        instant(),
        instant(),
        orNull(this::instant),
        orNull(this::hash),
        orNull(this::hash),
        orNull(this::claim),
        random.nextBoolean() ? Map.of() : Map.of("chat", text(), text(), text()));
  }

  private Claim claim() {
    return new Claim(
        NodeId.generate(random),
        random.nextLong(),
        random.nextLong(),
        duration(),
        random.nextBoolean());
  }

  public Ended ended() {
    var reasons = Ended.Reason.values();
    return new Ended(
        reasons[random.nextInt(reasons.length)],
        instant(),
        orNull(() -> new RefreshToken(text())),
        orNull(this::instant),
        random.nextInt(),
        orNull(this::hash));
  }

  private AccessToken accessToken() {
    return new AccessToken(text(), "Bearer", scopes(), instant(), instant(), orNull(this::instant));
  }

  private Identity identity() {
    return new Identity(
        text(),
        text(),
        orNull(this::text),
        orNull(this::text),
        orNull(this::text),
        orNull(this::text),
        random.nextBoolean());
  }

  private Scopes scopes() {
    var values = new String[random.nextInt(4)];
    for (int i = 0; i < values.length; i++) {
      values[i] = "api://" + random.nextInt(20) + "/.default";
    }
    return Scopes.of(values);
  }

  private Instant instant() {
    return switch (random.nextInt(10)) {
      case 0 -> Instant.MAX;
      case 1 -> Instant.MIN;
      case 2 -> Instant.EPOCH.minusNanos(1);
      default -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
    };
  }

  private Duration duration() {
    return Duration.ofSeconds(random.nextInt(1 << 20), 1 + random.nextInt(999_999_999));
  }

  private SecretHash hash() {
    return SecretHash.of(Long.toString(random.nextLong()));
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)] + random.nextInt();
  }

  private <T> @Nullable T orNull(Supplier<T> value) {
    return random.nextInt(3) == 0 ? null : value.get();
  }
}
