// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static io.fleetauth.session.SessionStoreContract.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class KeyRingTest {

  static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
  static final Instant LATER = NOW.plusSeconds(86_400);

  @Test
  void rotationPutsANewKeyFirstAndKeepsTheOthers() {
    KeyRing ring = KeyRing.generate(new SecureRandom(), NOW);
    KeyRing rotated = ring.rotated(new SecureRandom(), LATER);

    assertThat(rotated.kids()).hasSize(2).endsWith(ring.kids().get(0));
    assertThat(rotated.entries())
        .containsExactly(
            new KeyRing.Entry(rotated.kids().get(0), LATER, null, true),
            new KeyRing.Entry(ring.kids().get(0), NOW, null, false));
    assertThat(ring.kids()).hasSize(1);
  }

  @Test
  void aKeyThatWaitsOpensAndSealsWhenItsTimeHasCome() throws Exception {
    KeyRing ring = KeyRing.generate(new SecureRandom(), NOW);
    KeyRing waits = ring.rotated(new SecureRandom(), NOW, LATER);
    String next = waits.kids().get(0);

    assertThat(waits.activeKid()).isEqualTo(ring.activeKid());
    assertThat(waits.secret(next)).isNotNull();
    assertThat(waits.entries().get(0)).isEqualTo(new KeyRing.Entry(next, NOW, LATER, false));
    assertThat(KeyRing.fromJson(waits.toJson(), LATER.minusSeconds(1)).activeKid())
        .isEqualTo(ring.activeKid());
    assertThat(KeyRing.fromJson(waits.toJson(), LATER).activeKid()).isEqualTo(next);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> waits.without(ring.activeKid()))
        .withMessage("key " + ring.activeKid() + " seals: rotate first");
  }

  @Test
  void theSameKeyHasTheSameIdWhereverItComesFrom() {
    String secret = Base64.getEncoder().encodeToString(new byte[32]);
    String urlSecret = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);

    assertThat(KeyRing.parse(secret).kids()).isEqualTo(KeyRing.parse(urlSecret).kids());
  }

  @Test
  void theFirstOfSeveralGivenKeysSealsAndTheOthersOpen() {
    String old = secret(1);
    String now = secret(2);
    var session = new RandomSessions(1).signedIn();
    String sealed = new JweSessionSealer(KeyRing.parse(old)).seal(key("a"), session);

    KeyRing both = KeyRing.parse(now + ", " + old);

    assertThat(new JweSessionSealer(both).open(key("a"), sealed)).isEqualTo(session);
    assertThat(both.entries().get(0).kid()).isEqualTo(KeyRing.parse(now).kids().get(0));
  }

  private static String secret(int fill) {
    var bytes = new byte[32];
    java.util.Arrays.fill(bytes, (byte) fill);
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void aGivenKeyOfAnotherSizeIsRefusedWithoutShowingIt() {
    for (String wrong : new String[] {"", "c2VjcmV0", secret(1) + ",", "s e c r e t"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> KeyRing.parse(wrong))
          .withMessageContaining("32 bytes in base64")
          .withMessageNotContaining("c2VjcmV0");
    }
  }

  @Test
  void showsNoKeyBytes() {
    KeyRing ring = KeyRing.parse(secret(1));

    assertThat(ring + " " + ring.entries()).doesNotContain(secret(1).substring(0, 10));
  }
}
