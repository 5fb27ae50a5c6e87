// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.scale;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.DataFolder;
import io.fleetauth.server.Main;
import io.fleetauth.server.gateway.StoredFleet;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.util.retry.Retry;

/**
 * Reads one token over HTTP with {@code wrk} from the gateway, from Reactor Netty alone and from
 * Netty alone, which answer with the same headers and bytes. All three run; the rounds take turns,
 * so that whatever else the machine does hits each of them. Prints the best round of each, and the
 * processor time per answer. With HTTP/2, Netty alone is left out. Loopback only; needs {@code
 * wrk}, or {@code h2load} for HTTP/2. Run: {@code java -cp benchmarks/target/benchmarks.jar
 * io.fleetauth.scale.HttpReadsDriver [http|https|h2] [rounds] [seconds] [connections]}.
 */
public final class HttpReadsDriver {

  private static final String REGISTRATION = "fleet";
  private static final String PATH = "/v1/token";
  private static final Scopes SCOPES = Scopes.of("openid profile offline_access api");
  private static final int TOKEN_LENGTH = 1_400; // an answer of one and a half KiB
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Set<String> OF_THE_CONNECTION = Set.of("connection", ":status", "date");

  private final boolean h2;
  private final boolean tls;
  private final int rounds;
  private final int seconds;
  private final Path folder;
  private final StoredFleet fleet =
      new StoredFleet(
          REGISTRATION,
          StubAuthority.CLIENT,
          SCOPES,
          name -> StubAuthority.accessToken(name, TOKEN_LENGTH));
  private final LoadGenerator load;

  private HttpReadsDriver(String protocol, int rounds, int seconds, int connections, Path folder) {
    this.h2 = protocol.equals("h2");
    this.tls = h2 || protocol.equals("https");
    this.rounds = rounds;
    this.seconds = seconds;
    this.folder = folder;
    var kind = h2 ? LoadGenerator.Kind.H2LOAD : LoadGenerator.Kind.WRK;
    this.load = new LoadGenerator(kind, connections, fleet.handle(0));
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    String protocol = args.length > 0 ? args[0] : "http";
    Path folder = Files.createTempDirectory("fleetauth-http");
    new HttpReadsDriver(
            protocol, number(args, 1, 5), number(args, 2, 6), number(args, 3, 64), folder)
        .run();
    Folders.delete(folder);
  }

  private static int number(String[] args, int at, int otherwise) {
    return args.length > at ? Integer.parseInt(args[at]) : otherwise;
  }

  /** One of the servers, and what was measured of it. */
  private final class Contestant {

    private final String name;
    private final String url;
    private final ServerProcess process;
    private final List<Double> rates = new ArrayList<>();
    private double millis = Double.MAX_VALUE;
    private double cpu = Double.MAX_VALUE;

    Contestant(String name, int port, ServerProcess process) {
      this.name = name;
      this.url = (tls ? "https" : "http") + "://127.0.0.1:" + port + PATH;
      this.process = process;
    }

    void round() throws IOException, InterruptedException {
      Duration before = process.cpu();
      LoadGenerator.Result result = load.run(url, seconds);
      double micros = process.cpu().minus(before).toNanos() / 1e3;
      rates.add(result.rate());
      millis = Math.min(millis, result.millis());
      cpu = Math.min(cpu, micros / (result.rate() * seconds));
    }

    double best() {
      return rates.stream().mapToDouble(rate -> rate).max().orElseThrow();
    }

    void print(Contestant limit, Contestant bare) {
      System.out.printf(
          Locale.ROOT,
          "%-14s %,10.0f %8.2f %8.2f %10.1f %8.2f %9.2f%n",
          name,
          best(),
          best() / limit.best(),
          best() / bare.best(),
          cpu,
          cpu / limit.cpu,
          millis);
    }
  }

  private void run() throws IOException, InterruptedException {
    fleet.write(DataFolder.open(folder.resolve("data")), 1).block();
    int upstream = freePort();
    int port = freePort();
    try (var stub = start(StubAuthority.class, "authority", Integer.toString(upstream));
        var gateway = start(Main.class, "gateway", "gateway", "--config", config(port, upstream))) {
      var read = new Contestant("gateway", port, gateway);
      Path answer = folder.resolve("answer.txt");
      Files.writeString(answer, answerOf(read), ISO_8859_1);
      int reactorPort = freePort();
      int nettyPort = freePort();
      try (var reactor = bare("reactor-netty", reactorPort, answer);
          var netty = bare("netty", nettyPort, answer)) {
        var bare = new Contestant("reactor-netty", reactorPort, reactor);
        race(h2 ? bare : new Contestant("netty", nettyPort, netty), bare, read);
      }
      requireAlive(stub);
    }
  }

  private void race(Contestant limit, Contestant bare, Contestant gateway)
      throws IOException, InterruptedException {
    Set<Contestant> all = new LinkedHashSet<>(List.of(limit, bare, gateway));
    for (Contestant each : all) {
      answerOf(each);
      load.run(each.url, 2 * seconds); // warm-up
    }
    for (int round = 0; round < rounds; round++) {
      for (Contestant each : all) {
        each.round();
      }
    }
    System.out.printf(
        "%-14s %10s %8s %8s %10s %8s %9s%n",
        "server", "reads/s", "of first", "of r-n", "cpu µs", "of first", h2 ? "mean ms" : "p99 ms");
    all.forEach(each -> each.print(limit, bare));
  }

  private ServerProcess bare(String kind, int port, Path answer) throws IOException {
    var arguments = new ArrayList<>(List.of(kind, Integer.toString(port), answer.toString()));
    if (tls) {
      arguments.add(folder.resolve("data").toString());
    }
    return start(BareServer.class, kind, arguments.toArray(String[]::new));
  }

  private ServerProcess start(Class<?> main, String name, String... arguments) throws IOException {
    return ServerProcess.start(folder.resolve(name + ".log"), List.of("-Xmx512m"), main, arguments);
  }

  private String config(int port, int upstream) throws IOException {
    Path config = folder.resolve("gateway.yaml");
    Files.writeString(
        config,
        """
        data: %s
        gateway:
          %s: %d
          https: %s
          registrations:
            %s:
              preset: oidc
              issuer: http://127.0.0.1:%d
              client-id: %s
              scopes: api
        """
            .formatted(
                folder.resolve("data"),
                tls ? "https-port" : "http-port",
                port,
                tls,
                REGISTRATION,
                upstream,
                StubAuthority.CLIENT));
    return config.toString();
  }

  /** Reads once, as soon as the server is up; returns headers, an empty line and the body. */
  private String answerOf(Contestant server) {
    return Mono.fromSupplier(() -> read(server.url))
        .subscribeOn(Schedulers.boundedElastic())
        .doOnError(failure -> requireAlive(server.process))
        .retryWhen(
            Retry.fixedDelay(START_LIMIT.toMillis() / 100, Duration.ofMillis(100))
                .filter(failure -> server.process.isAlive()))
        .blockOptional()
        .orElseThrow();
  }

  private String read(String url) {
    HttpClient client = HttpClient.newConnection();
    if (tls) {
      Path authority = new DataFolder(folder.resolve("data")).certificates().resolve("ca.pem");
      client = client.secure(spec -> spec.sslContext(trusting(authority)));
    }
    return client
        .headers(headers -> headers.set("authorization", "Bearer " + fleet.handle(0)))
        .get()
        .uri(url)
        .responseSingle((head, body) -> body.asString().map(text -> text(head, text)))
        .blockOptional(START_LIMIT)
        .orElseThrow();
  }

  private static String text(HttpClientResponse head, String body) {
    if (head.status().code() != 200) {
      throw new IllegalStateException("answered " + head.status());
    }
    return head.responseHeaders().entries().stream()
        .filter(header -> !OF_THE_CONNECTION.contains(header.getKey()))
        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
        .collect(Collectors.joining("", "", "\n" + body));
  }

  private static SslContext trusting(Path authority) {
    try {
      return SslContextBuilder.forClient().trustManager(authority.toFile()).build();
    } catch (SSLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireAlive(ServerProcess process) {
    if (!process.isAlive()) {
      try {
        throw new IllegalStateException("a server died; it said last:\n" + process.lastWords());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
