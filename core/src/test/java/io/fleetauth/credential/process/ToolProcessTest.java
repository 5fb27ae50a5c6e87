// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fleetauth.credential.CredentialUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** How tools are run and ended. */
class ToolProcessTest extends ToolFixture {

  private static final String ANSWER = "echo '{\"accessToken\":\"at\",\"expires_on\":1795610000}'";

  /** The script and the child that it waits for. */
  private static final String HANGS = "echo $$ > pid; sleep 600 & echo $! > child; wait";

  @Test
  void runsInTheGivenFolderWithTheGivenVariablesAndNoInput() throws IOException {
    install("az", "pwd > '" + folder + "/where'; env > '" + folder + "/env'; cat; " + ANSWER);

    prepared(AzureCliCredential.builder()).folder(folder).build().token(VAULT).block(WAIT);

    assertThat(Path.of(Files.readString(folder.resolve("where")).strip()).toRealPath())
        .isEqualTo(folder.toRealPath());
    assertThat(Files.readAllLines(folder.resolve("env")))
        .contains("PATH=" + environment().text("PATH"))
        .noneMatch(line -> line.startsWith("HOME="));
  }

  @Test
  void runsInASafeFolderByDefault() throws IOException {
    install("az", "pwd > '" + folder + "/where'; " + ANSWER);

    prepared(AzureCliCredential.builder()).build().token(VAULT).block(WAIT);

    assertThat(Path.of(Files.readString(folder.resolve("where")).strip()).toRealPath())
        .isEqualTo(Path.of("/bin").toRealPath());
  }

  @Test
  void endsAToolThatTakesTooLongWithItsChildren() throws Exception {
    install("az", HANGS);
    var time = VirtualTimeScheduler.create();
    var credential =
        prepared(AzureCliCredential.builder()).folder(folder).time(CLOCK, time).build();

    var failure =
        credential
            .token(VAULT)
            .map(t -> new Throwable())
            .onErrorResume(e -> reactor.core.publisher.Mono.just(e))
            .toFuture();
    ProcessHandle child = started("child");
    time.advanceTimeBy(Duration.ofSeconds(10));

    assertThat(failure.get(20, TimeUnit.SECONDS))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessage("Azure CLI: it did not answer in 10000 ms");
    assertEnds(child);
    assertEnds(handle("pid"));
  }

  @Test
  void endsAToolThatNobodyWaitsForAnyMore() throws Exception {
    install("az", HANGS);
    var process =
        new ToolProcess(
            environment(),
            folder,
            Duration.ofMinutes(10),
            Schedulers.boundedElastic(),
            Schedulers.parallel());

    Disposable run = process.run(java.util.List.of(folder.resolve("az").toString())).subscribe();
    ProcessHandle child = started("child");
    run.dispose();

    assertEnds(child);
    assertEnds(handle("pid"));
  }

  @Test
  void endsAToolThatSaysTooMuch() throws IOException {
    install("az", "yes 'at-secret-1'");

    assertThat(failure(prepared(AzureCliCredential.builder()).build().token(VAULT)))
        .isInstanceOf(CredentialUnavailableException.class)
        .hasMessage("Azure CLI: the output is longer than 1048576 bytes");
  }

  @Test
  void readsMuchOutputOnBothPipes() throws IOException {
    install("az", "head -c 300000 /dev/zero | tr '\\0' x >&2; " + ANSWER);

    assertThat(prepared(AzureCliCredential.builder()).build().token(VAULT).block(WAIT)).isNotNull();
  }

  @Test
  void doesNotRunWhatIsNotExecutable() throws IOException {
    Files.writeString(folder.resolve("az"), "#!/bin/sh\n" + ANSWER);

    assertThat(failure(prepared(AzureCliCredential.builder()).build().token(VAULT)))
        .hasMessageContaining("it is not installed");
  }

  @Test
  void refusesLimitsThatAreNone() {
    assertThatThrownBy(() -> AzureCliCredential.builder().limit(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit");
  }

  private ProcessHandle started(String file) throws Exception {
    Path path = folder.resolve(file);
    for (int i = 0; i < 1000 && !(Files.exists(path) && Files.size(path) > 1); i++) {
      new java.util.concurrent.CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
    }
    return handle(file);
  }

  private ProcessHandle handle(String file) throws IOException {
    long pid = Long.parseLong(Files.readString(folder.resolve(file)).strip());
    return ProcessHandle.of(pid).orElse(null);
  }

  private static void assertEnds(ProcessHandle process) throws Exception {
    if (process != null) {
      process.onExit().get(20, TimeUnit.SECONDS);
      assertThat(process.isAlive()).isFalse();
    }
  }
}
