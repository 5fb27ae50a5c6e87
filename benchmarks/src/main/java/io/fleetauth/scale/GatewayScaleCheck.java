// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.scale;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.scale.Devices.SignIn;
import io.fleetauth.server.DataFolder;
import io.fleetauth.server.Main;
import io.fleetauth.server.gateway.StoredFleet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Checks that one gateway with 512 MB of heap serves 100,000 sessions and 10,000 pending sign-ins:
 * the sessions are written to its store before it starts, the sign-ins are started over HTTP and
 * keep polling while every token is read twice; then all are approved at once. Prints a table and
 * ends with 1 when a device was not served, the gateway died, or ten minutes have passed; a machine
 * that is idle otherwise needs less than three. Loopback only. Run: {@code java -cp
 * benchmarks/target/benchmarks.jar io.fleetauth.scale.GatewayScaleCheck [sessions] [sign-ins]}.
 */
public final class GatewayScaleCheck {

  /** Characters of an access token and of a refresh token; Entra's are of this kind. */
  static final int TOKEN_LENGTH = 1_200;

  private static final String REGISTRATION = "fleet";
  private static final Scopes SCOPES = Scopes.of("openid profile offline_access api");
  private static final String HEAP = "512m";
  private static final int STARTS_IN_FLIGHT = 64;
  private static final int READS_IN_FLIGHT = 64;
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int MEBIBYTE = 1 << 20;

  private final int sessions;
  private final int signIns;
  private final Path folder;
  private final Report report = new Report();
  private final long begin = System.nanoTime();
  private final Sinks.Empty<Void> gone = Sinks.empty();
  private final StoredFleet fleet =
      new StoredFleet(REGISTRATION, StubAuthority.CLIENT, SCOPES, GatewayScaleCheck::token);

  private GatewayScaleCheck(int sessions, int signIns, Path folder) {
    this.sessions = sessions;
    this.signIns = signIns;
    this.folder = folder;
  }

  public static void main(String[] args) throws IOException {
    int sessions = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int signIns = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
    Path folder = Files.createTempDirectory("fleetauth-scale");
    boolean whole = new GatewayScaleCheck(sessions, signIns, folder).run();
    System.out.println(whole ? "all served" : "NOT all served; logs are in " + folder);
    if (whole) {
      Folders.delete(folder);
    }
    System.exit(whole ? 0 : 1);
  }

  private static String token(String name) {
    return StubAuthority.accessToken(name, TOKEN_LENGTH);
  }

  private boolean run() throws IOException {
    timed("sessions put into the store", sessions, fleet.write(data(), sessions));
    int upstream = freePort();
    int port = freePort();
    try (var stub = stub(upstream);
        var gateway = gateway(port, upstream)) {
      var authority = new Devices("http://127.0.0.1:" + upstream);
      var devices = new Devices("http://127.0.0.1:" + port);
      gateway.onExit(() -> gone.tryEmitError(new IllegalStateException("the gateway died")));
      timed("authority up", 1, up(stub, authority, "/keys"));
      timed("gateway up", 1, up(gateway, devices, "/health/ready"));
      return served(gateway, devices, authority);
    }
  }

  private boolean served(ServerProcess gateway, Devices devices, Devices authority)
      throws IOException {
    try {
      serve(devices, authority);
      weigh(gateway);
    } catch (RuntimeException e) {
      System.out.println("gave up: " + e);
      return false;
    } finally {
      if (!gateway.isAlive()) {
        System.out.println("the gateway died; it said last:\n" + gateway.lastWords());
      }
    }
    return report.isWhole() && gateway.isAlive();
  }

  private DataFolder data() throws IOException {
    return DataFolder.open(folder.resolve("data"));
  }

  private ServerProcess stub(int port) throws IOException {
    return ServerProcess.start(
        folder.resolve("authority.log"),
        List.of("-Xmx256m"),
        StubAuthority.class,
        Integer.toString(port));
  }

  private ServerProcess gateway(int port, int upstream) throws IOException {
    Path config = folder.resolve("gateway.yaml");
    Files.writeString(
        config,
        """
        data: %s
        gateway:
          http-port: %d
          https: false
          registrations:
            %s:
              preset: oidc
              issuer: http://127.0.0.1:%d
              client-id: %s
              scopes: api
        """
            .formatted(folder.resolve("data"), port, REGISTRATION, upstream, StubAuthority.CLIENT));
    return ServerProcess.start(
        folder.resolve("gateway.log"),
        List.of("-Xmx" + HEAP),
        Main.class,
        "gateway",
        "--config",
        config.toString());
  }

  private static Mono<Long> up(ServerProcess process, Devices client, String path) {
    return Mono.defer(() -> client.isUp(path))
        .filter(up -> up || !process.isAlive())
        .repeatWhenEmpty(again -> again.delayElements(Duration.ofMillis(100)))
        .map(up -> up ? 1L : 0L)
        .timeout(START_LIMIT);
  }

  private void serve(Devices devices, Devices authority) {
    List<SignIn> pending = startAll(devices);
    CompletableFuture<List<Redeemed>> redeemed = awaitAll(devices, pending).toFuture();
    timed("tokens read, from the store", sessions, readAll(devices));
    timed("tokens read, from memory", sessions, readAll(devices));
    timed("approvals at the authority", 1, authority.post("/approve", Map.of()).map(done -> 1L));
    timed("pending sign-ins that got tokens", signIns, count(redeemed));
    timed("tokens read by the newly signed in", signIns, readAll(devices, redeemed.join()));
  }

  private List<SignIn> startAll(Devices devices) {
    Mono<List<SignIn>> started =
        Flux.range(0, signIns)
            .flatMap(n -> quietly(devices.start(REGISTRATION)), STARTS_IN_FLIGHT)
            .collectList()
            .cache();
    timed("sign-ins started", signIns, started.map(all -> (long) all.size()));
    return started.blockOptional().orElseThrow();
  }

  /** A device whose sign-in was approved, and the handle it got. */
  private record Redeemed(SignIn signIn, String handle) {

    @Override
    public String toString() {
      return "Redeemed[" + signIn + "]";
    }
  }

  private Mono<List<Redeemed>> awaitAll(Devices devices, List<SignIn> pending) {
    return Flux.fromIterable(pending)
        .flatMap(signIn -> quietly(await(devices, signIn)), Integer.MAX_VALUE)
        .collectList();
  }

  private static Mono<Redeemed> await(Devices devices, SignIn signIn) {
    return devices.await(REGISTRATION, signIn).map(handle -> new Redeemed(signIn, handle));
  }

  private static Mono<Long> count(CompletableFuture<List<Redeemed>> redeemed) {
    return Mono.fromFuture(redeemed, true).map(all -> (long) all.size());
  }

  private Mono<Long> readAll(Devices devices) {
    return Flux.range(0, sessions)
        .flatMap(n -> read(devices, fleet.handle(n), StoredFleet.name(n)), READS_IN_FLIGHT)
        .count();
  }

  private static Mono<Long> readAll(Devices devices, List<Redeemed> redeemed) {
    return Flux.fromIterable(redeemed)
        .flatMap(r -> read(devices, r.handle(), r.signIn().userCode()), READS_IN_FLIGHT)
        .count();
  }

  /** Completes empty when the device got no token, or that of another. */
  private static Mono<Boolean> read(Devices devices, String handle, String name) {
    String expected = '"' + token(name) + '"';
    return quietly(devices.read(handle))
        .filter(answer -> answer.status() == 200 && answer.body().contains(expected))
        .map(answer -> true);
  }

  /** A failure is a device that was not served; the table counts those. */
  private static <T> Mono<T> quietly(Mono<T> work) {
    return work.onErrorResume(failure -> Mono.empty());
  }

  private void timed(String what, long wanted, Mono<Long> work) {
    long start = System.nanoTime();
    long served =
        Mono.firstWithSignal(work, gone.asMono().cast(Long.class))
            .blockOptional(LIMIT.minusNanos(start - begin))
            .orElse(0L);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    report.add(new Report.Line(what, wanted, served, took));
  }

  private void weigh(ServerProcess gateway) throws IOException {
    report.note("all", (System.nanoTime() - begin) / 1e9, "s");
    report.note("gateway: processor", gateway.cpu().toMillis() / 1000.0, "s");
    report.note("gateway: threads", (double) gateway.threads(), "");
    report.note("gateway: live heap of " + HEAP, gateway.liveHeap() / (double) MEBIBYTE, "MiB");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
