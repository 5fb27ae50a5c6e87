// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.load.report.JsonFile;
import io.fleetauth.load.report.LoadResult;
import io.fleetauth.load.report.OperationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Short runs of everything against servers of our own. */
class ScenariosTest {

  @TempDir static Path folder;

  private static EmbeddedServers servers;
  private static Path controlToken;

  @BeforeAll
  static void start() throws IOException {
    servers = EmbeddedServers.start(true);
    controlToken = Files.writeString(folder.resolve("control"), servers.control().token());
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @Test
  void withoutATargetItSignsInAtAServerOfItsOwn() throws IOException {
    Path out = folder.resolve("own");

    LoadCommandRun run =
        LoadCommandRun.of("--warm-up", "0s", "--duration", "1s", "--out", out.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    LoadResult result = JsonFile.read(out.resolve("result.json"));
    assertThat(result.failed()).isZero();
    assertThat(count(result, "sign-in")).isEqualTo(20);
    assertThat(count(result, "approval")).isEqualTo(20);
    assertThat(count(result, "device-authorization")).isEqualTo(20);
    assertThat(count(result, "poll")).isGreaterThanOrEqualTo(20);
    OperationResult signIn = result.operations().get("sign-in");
    assertThat(signIn.latency().min()).isGreaterThanOrEqualTo(1000); // one interval at least
    assertThat(result.kind()).isEqualTo("OAuth server");
    assertThat(result.settings())
        .containsEntry("scenario", "sign-in")
        .containsEntry("rate", "20/s");
  }

  @Test
  void signInsThroughThePages() throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "demo\n");

    LoadResult result =
        load(
            servers.authorityIssuer(),
            "--scenario",
            "sign-in",
            "--rate",
            "5/s",
            "--approve-user",
            "demo",
            "--approve-password-file",
            password.toString());

    assertThat(result.failed()).isZero();
    assertThat(count(result, "sign-in")).isEqualTo(5);
    assertThat(count(result, "approval")).isEqualTo(5);
  }

  @Test
  void aWrongPasswordIsAFailureOfTheApproval() throws IOException {
    Path password = Files.writeString(folder.resolve("wrong"), "no such password");

    LoadResult result =
        load(
            servers.authorityIssuer(),
            "--scenario",
            "sign-in",
            "--rate",
            "2/s",
            "--approve-user",
            "nobody",
            "--approve-password-file",
            password.toString());

    assertThat(result.operations().get("approval").errors()).containsKey("HTTP 400 after form 2");
    assertThat(result.operations().get("sign-in").errors())
        .containsOnlyKeys("approval: HTTP 400 after form 2");
  }

  @Test
  void readsNeedAGateway() {
    LoadCommandRun run = run(servers.authorityIssuer(), "--scenario", "read");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("reads need a Fleetauth gateway");
  }

  @Test
  void aDeviceNeverSpendsItsTokenTwice() throws IOException {
    // 3 devices, 40 a second: a token that is spent twice beyond the grace would end its session
    LoadResult result =
        load(
            servers.authorityIssuer(), "--scenario", "refresh", "--rate", "40/s", "--devices", "3");

    assertThat(result.failed()).isZero();
    assertThat(count(result, "refresh"))
        .isEqualTo(40 - result.selfCheck().drops().values().stream().mapToLong(n -> n).sum());
  }

  @Test
  void aHerdRefreshesAtOnce() throws IOException {
    LoadResult result =
        load(servers.authorityIssuer(), "--scenario", "refresh", "--herd", "--devices", "15");

    assertThat(count(result, "refresh")).isEqualTo(15);
    assertThat(result.arrivals()).isEqualTo(15);
  }

  @Test
  void everythingAtOnceAtAGateway() throws IOException {
    LoadResult result =
        load(
            servers.server(false).issuer(),
            "--scenario",
            "soak",
            "--rate",
            "100/s",
            "--devices",
            "10",
            "--keys",
            "zipf",
            "--arrivals",
            "poisson",
            "--mix",
            "token-read=80,refresh=15,sign-in=5");

    assertThat(result.kind()).isEqualTo("gateway");
    assertThat(result.fleet()).isEqualTo(10);
    assertThat(result.failed()).isZero();
    assertThat(result.arrivals()).isBetween(60L, 140L);
    assertThat(result.operations()).containsKeys("token-read", "refresh", "sign-in");
    assertThat(count(result, "token-read")).isGreaterThan(count(result, "refresh"));
    assertThat(result.series().stream().filter(second -> second.server() != null))
        .anySatisfy(second -> assertThat(second.server().heap()).isPositive());
  }

  @Test
  void faultsArePlayedAndGoneAfterTheRun() throws IOException {
    OperationResult refused = clientCredentials("--fault", "status:429=100%");
    OperationResult served = clientCredentials();

    assertThat(refused.failed()).isEqualTo(30);
    assertThat(refused.errors())
        .allSatisfy((kind, error) -> assertThat(kind).startsWith("HTTP 429"));
    assertThat(served.failed()).isZero();
    assertThat(served.count()).isEqualTo(30);
  }

  private static OperationResult clientCredentials(String... more) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "fleetauth-service-secret");
    var all = new ArrayList<String>();
    all.addAll(List.of("--client-id", "fleetauth-service"));
    all.addAll(List.of("--client-secret-file", secret.toString()));
    all.addAll(List.of("--scope", "api://load/.default", "--scenario", "client-credentials"));
    all.addAll(List.of("--rate", "30/s"));
    all.addAll(List.of(more));
    return load(servers.authorityIssuer(), all.toArray(String[]::new))
        .operations()
        .get("client-credentials");
  }

  @Test
  void somebodyHasToApprove() {
    LoadCommandRun run =
        LoadCommandRun.of("--target", servers.authorityIssuer(), "--client-id", "fleetauth-dev");

    assertThat(run.err()).contains("somebody has to approve sign-ins: give --approve-user");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void anInterruptedRunStillReports() {
    Path out = folder.resolve("interrupted");

    LoadCommandRun run =
        LoadCommandRun.of(
            Mono.delay(Duration.ofMillis(700)).then(),
            arguments(
                servers.authorityIssuer(),
                out,
                "--scenario",
                "sign-in",
                "--rate",
                "5/s",
                "--duration",
                "1h"));

    assertThat(run.out()).contains(", interrupted").contains("arrivals had not ended");
    assertThat(out.resolve("report.html")).exists();
  }

  @Test
  void nobodyAtTheTarget() {
    LoadCommandRun run = run("http://127.0.0.1:1/x", "--scenario", "sign-in");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("can not connect to 127.0.0.1:1");
  }

  private static LoadCommandRun run(String issuer, String... more) {
    return LoadCommandRun.of(arguments(issuer, folder.resolve("out"), more));
  }

  private static String[] arguments(String issuer, Path out, String... more) {
    var all = new ArrayList<String>();
    all.addAll(List.of("--target", issuer, "--out", out.toString()));
    all.addAll(List.of("--control-url", servers.control().base().toString()));
    all.addAll(List.of("--control-token-file", controlToken.toString()));
    all.addAll(List.of("--warm-up", "0s"));
    List<String> given = List.of(more);
    if (!given.contains("--client-id")) {
      all.addAll(List.of("--client-id", "fleetauth-dev"));
    }
    if (!given.contains("--duration")) {
      all.addAll(List.of("--duration", "1s"));
    }
    all.addAll(given);
    return all.toArray(String[]::new);
  }

  private static LoadResult load(String issuer, String... more) throws IOException {
    LoadCommandRun run = run(issuer, more);
    assertThat(run.err()).isEmpty();
    return JsonFile.read(folder.resolve("out").resolve("result.json"));
  }

  private static long count(LoadResult result, String operation) {
    return result.operations().get(operation).count();
  }
}
