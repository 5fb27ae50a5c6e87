// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static com.nimbusds.jose.EncryptionMethod.A256GCM;
import static com.nimbusds.jose.JWEAlgorithm.DIR;
import static io.fleetauth.session.SessionStoreContract.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.oauth.Scopes;
import io.fleetauth.session.SealException.Reason;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class JweSessionSealerTest {

  static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
  static final SessionKey KEY = key("hmd-1");
  static final SignedIn SECRET =
      new SignedIn(
          new RefreshToken("upstream-secret"),
          Scopes.of("a"),
          Map.of(),
          null,
          NOW,
          NOW,
          null,
          null,
          null);

  final KeyRing keys = KeyRing.generate(new SecureRandom(), NOW);
  final SessionSealer sealer = new JweSessionSealer(keys);

  @Test
  void everySessionComesBackAsItWas() {
    var sessions = new RandomSessions(20261122);
    for (int i = 0; i < 3000; i++) {
      DeviceSession session = sessions.next();
      assertThat(sealer.open(KEY, sealer.seal(KEY, session))).isEqualTo(session);
    }
  }

  @Test
  void scopesKeepTheirOrder() {
    var scopes = Scopes.of("zeta alpha mid");
    var session = new SignedIn(null, scopes, Map.of(), null, NOW, NOW, null, null, null);

    var opened = (SignedIn) sealer.open(KEY, sealer.seal(KEY, session));

    assertThat(opened.scopes()).hasToString("zeta alpha mid");
  }

  @Test
  void isAJweThatOtherLibrariesOpen() throws Exception {
    var jwe = JWEObject.parse(sealer.seal(KEY, SECRET));
    jwe.decrypt(new DirectDecrypter(keys.secret(keys.activeKid())));

    assertThat(jwe.getHeader().getAlgorithm()).isEqualTo(DIR);
    assertThat(jwe.getHeader().getEncryptionMethod()).isEqualTo(A256GCM);
    assertThat(jwe.getHeader().getKeyID()).isEqualTo(keys.activeKid());
    assertThat(jwe.getPayload().toString()).contains("upstream-secret");
  }

  @Test
  void noTwoSealsAreAlikeAndNoneShowsTheSecret() {
    var seals = new HashSet<String>();
    for (int i = 0; i < 1000; i++) {
      seals.add(sealer.seal(KEY, SECRET));
    }

    assertThat(seals).hasSize(1000).noneMatch(seal -> seal.contains("upstream-secret"));
  }

  @Test
  void opensWithOlderKeysAndSealsWithTheNewest() {
    String old = sealer.seal(KEY, SECRET);
    KeyRing rotated = keys.rotated(new SecureRandom(), NOW);
    var next = new JweSessionSealer(rotated);

    assertThat(next.open(KEY, old)).isEqualTo(SECRET);
    assertRefused(sealer, KEY, next.seal(KEY, SECRET), Reason.UNKNOWN_KEY);
  }

  @Test
  void resealingChangesTheKeyAndNothingOfTheContent() throws Exception {
    String json = "{\"mood\":[1]," + new String(SessionCodec.encode(SECRET), UTF_8).substring(1);
    String old = sealed(json);
    KeyRing rotated = keys.rotated(new SecureRandom(), NOW);
    var next = new JweSessionSealer(rotated);

    String resealed = next.resealed(KEY, old);

    assertThat(JweSessionSealer.kid(KEY, old)).isEqualTo(keys.activeKid());
    assertThat(JweSessionSealer.kid(KEY, resealed)).isEqualTo(rotated.activeKid());
    var jwe = JWEObject.parse(resealed);
    jwe.decrypt(new DirectDecrypter(rotated.secret(rotated.activeKid())));
    assertThat(jwe.getPayload()).hasToString(json);
    assertThat(new JweSessionSealer(rotated.without(keys.activeKid())).open(KEY, resealed))
        .isEqualTo(SECRET);
    assertThat(next.resealed(KEY, resealed)).isNull();
  }

  @Test
  void anUnknownKeyIsNamed() {
    String sealed = sealer.seal(KEY, SECRET);
    var other = new JweSessionSealer(KeyRing.generate(new SecureRandom(), NOW));

    assertThat(assertRefused(other, KEY, sealed, Reason.UNKNOWN_KEY))
        .hasMessageContaining(keys.activeKid())
        .hasMessageContaining("glasses/hmd-1");
  }

  @Test
  void aRecordMovedToAnotherDeviceOrRegistrationIsRefused() {
    String sealed = sealer.seal(KEY, SECRET);

    assertRefused(sealer, key("hmd-2"), sealed, Reason.MOVED);
    assertRefused(sealer, new SessionKey("kiosks", KEY.device()), sealed, Reason.MOVED);
  }

  @Test
  void aHeaderRewrittenToTheNewPlaceIsRefused() {
    String[] mine = sealer.seal(KEY, SECRET).split("\\.", -1);
    String[] theirs = sealer.seal(key("hmd-2"), SECRET).split("\\.", -1);
    mine[0] = theirs[0];

    assertRefused(sealer, key("hmd-2"), String.join(".", mine), Reason.ALTERED);
  }

  @Test
  void everyFlippedCharacterIsRefused() {
    String sealed = sealer.seal(KEY, SECRET);
    var random = new Random(7);
    for (int i = 0; i < 500; i++) {
      var altered = new StringBuilder(sealed);
      // not the last ones of a part, whose low bits base64 leaves unused
      int at = random.nextInt(sealed.length() - 1);
      if (sealed.charAt(at) == '.' || sealed.charAt(at + 1) == '.') {
        continue;
      }
      altered.setCharAt(at, sealed.charAt(at) == 'A' ? 'B' : 'A');
      assertThat(catchThrowableOfType(SealException.class, () -> sealer.open(KEY, altered + "")))
          .as("character " + at)
          .isNotNull();
    }
  }

  @Test
  void garbageIsRefused() {
    for (String garbage : new String[] {"", ".", "....", "garbage", "a.b.c", "{}", "🥽.a.b.c.d"}) {
      assertRefused(sealer, KEY, garbage, Reason.MALFORMED);
    }
  }

  @Test
  void anotherAlgorithmIsRefused() throws Exception {
    String[] parts = sealer.seal(KEY, SECRET).split("\\.", -1);
    var header =
        "{\"alg\":\"A256KW\",\"enc\":\"A256GCM\",\"kid\":\"%s\",\"reg\":\"glasses\",\"dev\":\"hmd-1\"}";
    parts[0] =
        com.nimbusds.jose.util.Base64URL.encode(header.formatted(keys.activeKid())).toString();

    assertThat(
            catchThrowableOfType(
                SealException.class, () -> sealer.open(KEY, String.join(".", parts))))
        .isNotNull();
  }

  @Test
  void aNewerFormatIsRefusedAsSuch() throws Exception {
    assertRefused(sealer, KEY, sealed("{\"v\":2,\"state\":\"ASLEEP\"}"), Reason.NEWER_FORMAT);
  }

  @Test
  void contentThatIsNoSessionIsRefusedWithoutShowingIt() throws Exception {
    for (String json : new String[] {"", "[]", "{}", "upstream-secret", "{\"v\":1}"}) {
      SealException e = assertRefused(sealer, KEY, sealed(json), Reason.MALFORMED);
      assertThat(e).hasMessageNotContaining("upstream-secret").hasNoCause();
    }
  }

  @Test
  void membersOfALaterMinorVersionAreIgnored() throws Exception {
    String json = new String(SessionCodec.encode(SECRET), UTF_8);

    assertThat(sealer.open(KEY, sealed(json.replaceFirst("\\{", "{\"mood\":{\"a\":[1]},"))))
        .isEqualTo(SECRET);
  }

  private String sealed(String json) throws Exception {
    var header =
        new JWEHeader.Builder(DIR, A256GCM)
            .keyID(keys.activeKid())
            .customParam("reg", KEY.registration())
            .customParam("dev", KEY.device().value())
            .build();
    var jwe = new JWEObject(header, new Payload(json));
    jwe.encrypt(new DirectEncrypter(keys.secret(keys.activeKid())));
    return jwe.serialize();
  }

  private static SealException assertRefused(
      SessionSealer sealer, SessionKey key, String sealed, Reason reason) {
    var refused = catchThrowableOfType(SealException.class, () -> sealer.open(key, sealed));
    assertThat(refused).as(sealed).isNotNull();
    assertThat(refused.reason()).as(sealed).isEqualTo(reason);
    return refused;
  }

  @Test
  void sealsAndOpensOnThreadsThatMustNotBlock() {
    StepVerifier.create(
            Mono.fromSupplier(() -> sealer.open(KEY, sealer.seal(KEY, SECRET)))
                .subscribeOn(Schedulers.parallel()))
        .expectNext(SECRET)
        .verifyComplete();
  }

  @Test
  void noInitializationVectorComesTwice() {
    var vectors = ConcurrentHashMap.<String>newKeySet();
    IntStream.range(0, 20_000)
        .parallel()
        .forEach(i -> vectors.add(sealer.seal(KEY, SECRET).split("\\.", -1)[2]));
    vectors.add(new JweSessionSealer(keys).seal(KEY, SECRET).split("\\.", -1)[2]);

    assertThat(vectors).hasSize(20_001);
  }
}
