// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.session;

import static io.fleetauth.session.SessionStoreContract.key;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingFileTest {

  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:15:30Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  @Test
  void createsAFileThatOnlyItsOwnerReadsAndLoadsItAgain() throws IOException {
    Path file = folder.resolve("data/keys.json");
    KeyRing created = KeyRingFile.loadOrCreate(file, CLOCK);
    var session = new RandomSessions(1).signedIn();
    String sealed = new JweSessionSealer(created).seal(key("a"), session);

    KeyRing loaded = KeyRingFile.loadOrCreate(file, CLOCK);

    assertThat(new JweSessionSealer(loaded).open(key("a"), sealed)).isEqualTo(session);
    assertThat(loaded.entries()).isEqualTo(created.entries());
    assertOwnerOnlyAndAlone(file);
  }

  @Test
  void rotatesInPlaceAndStillOpensOldRecords() throws IOException {
    Path file = folder.resolve("data/keys.json");
    KeyRing created = KeyRingFile.loadOrCreate(file, CLOCK);
    var session = new RandomSessions(2).signedIn();
    String sealed = new JweSessionSealer(created).seal(key("a"), session);

    KeyRing rotated = KeyRingFile.rotate(file, CLOCK);

    assertThat(KeyRingFile.load(file).entries()).isEqualTo(rotated.entries()).hasSize(2);
    assertThat(rotated.kids()).endsWith(created.kids().get(0));
    assertThat(new JweSessionSealer(KeyRingFile.load(file)).open(key("a"), sealed))
        .isEqualTo(session);
    assertOwnerOnlyAndAlone(file);
  }

  @Test
  void aNewKeySealsOnlyAfterTheWait() throws IOException {
    Path file = folder.resolve("keys.json");
    String old = KeyRingFile.create(file, CLOCK).activeKid();
    KeyRing waits = KeyRingFile.rotate(file, CLOCK, Duration.ofMinutes(2));

    assertThat(waits.activeKid()).isEqualTo(old);
    assertThat(KeyRingFile.load(file, CLOCK).activeKid()).isEqualTo(old);
    var later = Clock.offset(CLOCK, Duration.ofMinutes(2));
    assertThat(KeyRingFile.load(file, later).activeKid()).isEqualTo(waits.kids().get(0));
  }

  @Test
  void whatIsThereIsNotCreatedAndWhatIsNotThereIsNotLoaded() throws IOException {
    Path file = folder.resolve("keys.json");

    assertThatThrownBy(() -> KeyRingFile.load(file, CLOCK))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(file + ": there is no such key file");
    KeyRing created = KeyRingFile.create(file, CLOCK);
    assertThatThrownBy(() -> KeyRingFile.create(file, CLOCK))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining(file.toString());
    assertThat(KeyRingFile.load(file, CLOCK).kids()).isEqualTo(created.kids());
    assertOwnerOnlyAndAlone(file);
  }

  @Test
  void rotationsAtOnceLoseNoKey() throws Exception {
    Path file = folder.resolve("keys.json");
    KeyRing created = KeyRingFile.loadOrCreate(file, CLOCK);
    var threads = Executors.newFixedThreadPool(8);
    try {
      Callable<KeyRing> rotate = () -> KeyRingFile.rotate(file, CLOCK);
      var made = new HashSet<>(created.kids());
      for (var ring : threads.invokeAll(IntStream.range(0, 16).mapToObj(i -> rotate).toList())) {
        made.add(ring.get().kids().get(0));
      }
      assertThat(made).hasSize(17);
      assertThat(KeyRingFile.load(file).kids()).containsExactlyInAnyOrderElementsOf(made);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aRetiredKeyIsGoneAndTheOneThatSealsStays() throws IOException {
    Path file = folder.resolve("keys.json");
    String old = KeyRingFile.loadOrCreate(file, CLOCK).kids().get(0);
    String active = KeyRingFile.rotate(file, CLOCK).kids().get(0);

    assertThat(KeyRingFile.retire(file, old).kids()).containsExactly(active);

    assertThatThrownBy(() -> KeyRingFile.retire(file, old))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no key " + old + " among [" + active + "]");
    assertThatThrownBy(() -> KeyRingFile.retire(file, active))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("key " + active + " seals: rotate first");
    assertThat(KeyRingFile.load(file).kids()).containsExactly(active);
  }

  private static void assertOwnerOnlyAndAlone(Path file) throws IOException {
    assertThat(Files.getPosixFilePermissions(file))
        .containsExactlyInAnyOrder(OWNER_READ, OWNER_WRITE);
    try (var files = Files.list(file.getParent())) {
      assertThat(files.filter(f -> !f.toString().endsWith(".lock"))).containsExactly(file);
    }
  }

  @Test
  void isAJwkSetOfOctKeys() throws Exception {
    Path file = folder.resolve("keys.json");
    KeyRing ring = KeyRingFile.loadOrCreate(file, CLOCK);

    JWKSet set = JWKSet.parse(Files.readString(file));

    assertThat(set.getKeys()).hasSize(1);
    assertThat(set.getKeys().get(0).getKeyID()).isEqualTo(ring.kids().get(0));
    assertThat(set.getKeys().get(0).size()).isEqualTo(256);
  }

  @Test
  void whoComesSecondGetsTheKeysOfTheFirst() throws Exception {
    Path file = folder.resolve("keys.json");
    var threads = Executors.newFixedThreadPool(8);
    try {
      Callable<KeyRing> load = () -> KeyRingFile.loadOrCreate(file, CLOCK);
      var kids = new HashSet<List<String>>();
      for (var ring : threads.invokeAll(IntStream.range(0, 16).mapToObj(i -> load).toList())) {
        kids.add(ring.get().kids());
      }
      assertThat(kids).containsExactly(KeyRingFile.load(file).kids());
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void wrongContentNamesTheFileAndShowsNothingOfItAndIsKept() throws IOException {
    Path file = folder.resolve("keys.json");
    for (String wrong :
        List.of(
            "",
            "secret",
            "{\"keys\":[]}",
            "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"kid\":\"short\"}]}",
            "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}]}")) {
      Files.writeString(file, wrong);

      assertThatThrownBy(() -> KeyRingFile.loadOrCreate(file, CLOCK))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString())
          .hasMessageNotContaining("secret")
          .hasMessageNotContaining("c2VjcmV0");
      assertThatThrownBy(() -> KeyRingFile.rotate(file, CLOCK)).isInstanceOf(IOException.class);
      assertThat(file).hasContent(wrong);
    }
  }
}
