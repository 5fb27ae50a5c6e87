// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store;

import static io.fleetauth.session.SessionStoreContract.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fleetauth.oauth.LimitExceededException;
import io.fleetauth.session.StoreException;
import io.fleetauth.session.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class SqliteDatabaseTest {

  static final List<String> SCHEMA = List.of("CREATE TABLE word (text TEXT PRIMARY KEY)");

  @TempDir Path folder;
  Path file;
  SqliteDatabase database;

  @BeforeEach
  void open() {
    file = folder.resolve("words.db");
    database = SqliteDatabase.open(file, SCHEMA).block(PATIENCE);
  }

  @AfterEach
  void close() {
    database.close().block(PATIENCE);
  }

  private static SqlFunction<Integer> insert(String text) {
    return sql -> {
      var insert = sql.prepare("INSERT INTO word VALUES (?)");
      insert.setString(1, text);
      return insert.executeUpdate();
    };
  }

  private static Integer count(SqlConnection sql) throws SQLException {
    try (var result = sql.prepare("SELECT count(*) FROM word").executeQuery()) {
      return result.getInt(1);
    }
  }

  private void expectCount(int count) {
    StepVerifier.create(database.read(SqliteDatabaseTest::count))
        .expectNext(count)
        .expectComplete()
        .verify(PATIENCE);
  }

  private static void expect(Reason reason, Mono<?> call) {
    expect(reason, "", call);
  }

  private static void expect(Reason reason, String message, Mono<?> call) {
    StepVerifier.create(call)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                    .hasMessageContaining(message))
        .verify(PATIENCE);
  }

  private static void expectOpenFails(Reason reason, String message, Path file) {
    expect(reason, file + message, SqliteDatabase.open(file, SCHEMA));
  }

  /** Occupies the writer until the latch is opened, so that what follows makes one group. */
  private CountDownLatch occupyWriter() throws InterruptedException {
    var started = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    database
        .write(
            sql -> {
              started.countDown();
              await(end);
              return true;
            })
        .subscribe();
    started.await();
    return end;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatWaitsDuringACommitMakesTheNextOne() throws InterruptedException {
    long before = database.commits();
    CountDownLatch end = occupyWriter();
    var writes = Flux.range(0, 2500).flatMap(i -> database.write(insert("w" + i)), 2500);

    StepVerifier.create(writes.count())
        .then(end::countDown)
        .expectNext(2500L)
        .expectComplete()
        .verify(PATIENCE);

    assertThat(database.commits() - before).isEqualTo(1 + 3);
    expectCount(2500);
  }

  @Test
  void aWriteThatFailsUndoesAllItsChangesAndNobodyElses() throws InterruptedException {
    CountDownLatch end = occupyWriter();
    var failing =
        database.<Integer>write(
            sql -> {
              insert("half").apply(sql);
              throw new IllegalStateException("changed my mind");
            });
    var writes =
        Flux.mergeSequential(
            database.write(insert("a")).materialize(),
            failing.materialize(),
            database.write(insert("a")).materialize(),
            database.write(insert("b")).materialize());

    StepVerifier.create(writes.map(signal -> signal.isOnNext()).collectList())
        .then(end::countDown)
        .assertNext(won -> assertThat(won).containsExactly(true, false, false, true))
        .expectComplete()
        .verify(PATIENCE);

    expectCount(2);
  }

  @Test
  void aGroupWithAFailureIsOneCommitAllTheSame() throws InterruptedException {
    long before = database.commits();
    CountDownLatch end = occupyWriter();
    var writes =
        Flux.range(0, 50)
            .flatMap(i -> database.write(insert("w" + i % 40)).onErrorReturn(0), 50)
            .reduce(0, Integer::sum);

    StepVerifier.create(writes)
        .then(end::countDown)
        .expectNext(40)
        .expectComplete()
        .verify(PATIENCE);

    assertThat(database.commits() - before).isEqualTo(1 + 1);
    expectCount(40);
  }

  @Test
  void errorsOfTheWorkArriveAsTheyAreAndThoseOfTheDatabaseByReason() {
    StepVerifier.create(
            database.write(
                sql -> {
                  throw new IllegalArgumentException("mine");
                }))
        .expectErrorMessage("mine")
        .verify(PATIENCE);
    database.write(insert("a")).block(PATIENCE);
    expect(Reason.DUPLICATE, database.write(insert("a")));
    expect(Reason.UNAVAILABLE, database.read(sql -> sql.prepare("SELECT nonsense")));
  }

  @Test
  void aFullDiskFailsTheWritesThatDoNotFitAndTheDatabaseGoesOn() {
    database.write(sql -> sql.prepare("PRAGMA max_page_count = 20").execute()).block(PATIENCE);

    expect(Reason.FULL, "make room", database.write(insert("x".repeat(500_000))));
    StepVerifier.create(database.write(insert("small"))).expectNext(1).verifyComplete();
    expectCount(1);
  }

  @Test
  void aCommitThatFailsFailsItsWholeGroupAndTheDatabaseGoesOn() throws InterruptedException {
    CountDownLatch end = occupyWriter();
    // the work itself ends the transaction, so that there is none to commit
    var saboteur = database.write(sql -> sql.prepare("ROLLBACK").execute());
    var writes =
        Flux.mergeSequential(
            database.write(insert("a")).materialize(),
            database.write(insert("b")).materialize(),
            saboteur.materialize());

    StepVerifier.create(writes.map(signal -> signal.isOnError()).collectList())
        .then(end::countDown)
        .assertNext(failed -> assertThat(failed).containsExactly(true, true, true))
        .expectComplete()
        .verify(PATIENCE);

    expectCount(0);
    StepVerifier.create(database.write(insert("later"))).expectNext(1).verifyComplete();
    expectCount(1);
  }

  @Test
  void theWriteQueueIsBoundedAndRecovers() throws InterruptedException {
    close();
    database =
        SqliteDatabase.open(file, SCHEMA, SqliteLimits.DEFAULT.withWriteQueue(10)).block(PATIENCE);
    CountDownLatch end = occupyWriter();
    var refused = new AtomicInteger();
    var writes =
        Flux.range(0, 25)
            .flatMap(
                i -> database.write(insert("w" + i)).onErrorResume(e -> refused(e, refused)), 25);

    StepVerifier.create(writes.count())
        .then(end::countDown)
        .expectNext(9L)
        .expectComplete()
        .verify(PATIENCE);

    assertThat(refused).hasValue(16);
    StepVerifier.create(database.write(insert("later"))).expectNext(1).verifyComplete();
  }

  private static Mono<Integer> refused(Throwable error, AtomicInteger count) {
    assertThat(error)
        .isInstanceOfSatisfying(
            LimitExceededException.class,
            e -> assertThat(e.limit()).isEqualTo("store-write-queue"));
    count.incrementAndGet();
    return Mono.empty();
  }

  @Test
  void aWriteIsDoneAlsoWhenItsSubscriberCancels() throws InterruptedException {
    CountDownLatch end = occupyWriter();
    database.write(insert("rotated")).subscribe().dispose();
    end.countDown();

    database.write(sql -> null).block(PATIENCE);
    expectCount(1);
  }

  @Test
  void nullCompletesEmpty() {
    StepVerifier.create(database.write(sql -> null)).expectComplete().verify(PATIENCE);
    StepVerifier.create(database.read(sql -> null)).expectComplete().verify(PATIENCE);
  }

  @Test
  void signalsComeOnThreadsThatMustNotBlock() {
    for (Mono<Boolean> call :
        List.of(database.write(sql -> true), database.<Boolean>read(sql -> true))) {
      StepVerifier.create(call.map(value -> Schedulers.isInNonBlockingThread()))
          .expectNext(true)
          .expectComplete()
          .verify(PATIENCE);
    }
  }

  @Test
  void closingWaitsForWritesUnderWayAndRefusesLaterOnes() throws InterruptedException {
    CountDownLatch end = occupyWriter();
    var writes = Flux.range(0, 100).flatMap(i -> database.write(insert("w" + i)), 100).count();

    StepVerifier.create(writes.zipWith(database.close().thenReturn(true)))
        .then(end::countDown)
        .assertNext(both -> assertThat(both.getT1()).isEqualTo(100))
        .expectComplete()
        .verify(PATIENCE);

    expect(Reason.CLOSED, database.write(insert("late")));
    expect(Reason.CLOSED, database.read(SqliteDatabaseTest::count));
    close();
    open();
    expectCount(100);
  }

  @Test
  void writesThatRaceWithCloseEndOneWayOrTheOther() {
    for (int round = 0; round < 20; round++) {
      int first = round * 200;
      Long won =
          Flux.range(first, 200)
              .flatMap(
                  i ->
                      Mono.defer(() -> database.write(insert("w" + i)))
                          .subscribeOn(Schedulers.parallel())
                          .onErrorResume(StoreException.class, SqliteDatabaseTest::onlyClosed),
                  200)
              .mergeWith(database.close().thenReturn(0).subscribeOn(Schedulers.parallel()))
              .filter(n -> n == 1)
              .count()
              .block(PATIENCE);
      open();
      int before = first;
      assertThat(database.read(sql -> countFrom(sql, before)).block(PATIENCE))
          .isEqualTo(won.intValue());
    }
  }

  private static Mono<Integer> onlyClosed(StoreException e) {
    return e.reason() == Reason.CLOSED ? Mono.empty() : Mono.error(e);
  }

  private static Integer countFrom(SqlConnection sql, int first) throws SQLException {
    var query =
        sql.prepare("SELECT count(*) FROM word WHERE CAST(substr(text, 2) AS INTEGER) >= ?");
    query.setInt(1, first);
    try (var result = query.executeQuery()) {
      return result.getInt(1);
    }
  }

  @Test
  void aSecondOpenIsRefusedUntilTheFirstIsClosed() {
    expectOpenFails(Reason.IN_USE, " is in use by another process", file);
    close();
    open();
  }

  @Test
  void aFileThatAnotherProgramLocksIsInUseAndComesBack() throws SQLException {
    database.write(sql -> sql.prepare("PRAGMA busy_timeout = 50").execute()).block(PATIENCE);
    try (SqlConnection other = new SqliteFile(file).connect()) {
      other.run("BEGIN IMMEDIATE");
      expect(Reason.IN_USE, file + " is locked by another program", database.write(insert("a")));
    }

    StepVerifier.create(database.write(insert("a"))).expectNext(1).verifyComplete();
  }

  @Test
  void migrationsThatTheFileHasNotSeenAreRun() {
    database.write(insert("a")).block(PATIENCE);
    close();
    var grown = List.of(SCHEMA.get(0), "ALTER TABLE word ADD COLUMN language TEXT DEFAULT 'en'");
    database = SqliteDatabase.open(file, grown).block(PATIENCE);

    StepVerifier.create(
            database.read(
                sql -> sql.prepare("SELECT language FROM word").executeQuery().getString(1)))
        .expectNext("en")
        .expectComplete()
        .verify(PATIENCE);
    close();

    expectOpenFails(Reason.NEWER_SCHEMA, " has schema 2, this program knows up to 1: run", file);
    database = SqliteDatabase.open(file, grown).block(PATIENCE);
    expectCount(1);
  }

  @Test
  void aFailedMigrationLeavesTheFileAsItWas() {
    close();
    var broken = List.of(SCHEMA.get(0), "CREATE TABLE extra (a); INSERT INTO nowhere VALUES (1)");
    expect(Reason.UNAVAILABLE, SqliteDatabase.open(file, broken));

    open();
    expect(Reason.UNAVAILABLE, database.read(sql -> sql.prepare("SELECT * FROM extra")));
  }

  @Test
  void aFileThatIsNoDatabaseIsCorrupt() throws IOException {
    Path garbage = Files.writeString(folder.resolve("garbage.db"), "no database ".repeat(1000));

    expectOpenFails(Reason.CORRUPT, " is damaged or no database; put a backup", garbage);
    assertThat(garbage).hasContent("no database ".repeat(1000));
  }

  @Test
  void aDamagedFileIsCorrupt() throws IOException {
    Flux.range(0, 500).flatMap(i -> database.write(insert("x".repeat(500) + i)), 500).blockLast();
    close();
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 8192; at < bytes.length; at++) {
      bytes[at] = (byte) (at * 31);
    }
    Files.write(file, bytes);
    open();

    expect(
        Reason.CORRUPT,
        file + " is damaged or no database; put a backup in its place",
        database.read(sql -> sql.prepare("SELECT max(length(text)) FROM word").executeQuery()));
  }

  @Test
  void placesThatCannotBeWrittenAreNamed() throws IOException {
    Path plainFile = Files.createFile(folder.resolve("plain"));
    Path directory = Files.createDirectory(folder.resolve("directory.db"));

    expectOpenFails(Reason.NOT_WRITABLE, " is not a file", plainFile.resolve("words.db"));
    expectOpenFails(Reason.NOT_WRITABLE, " is not a file", directory);
  }

  @Test
  void withoutPermissionItIsNotWritable() throws IOException {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may write everywhere");
    close();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));

    expectOpenFails(Reason.NOT_WRITABLE, " cannot be written; look at the permissions", file);
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    expectOpenFails(Reason.NOT_WRITABLE, "; look at the permissions", locked.resolve("words.db"));
  }
}
