// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.endpoint.ClientAuthentication;
import io.fleetauth.http.ClientAuthentications;
import io.fleetauth.http.TrustedCertificates;
import io.fleetauth.load.ServerUnderTest.ControlAddress;
import io.fleetauth.load.ServerUnderTest.People;
import io.fleetauth.load.client.TargetFinder.Kind;
import io.fleetauth.load.measure.Operation;
import io.fleetauth.oauth.ClientSecret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say which server, and how to be let in; secrets come from files only. */
final class ServerOptions {

  private static final String DEVICE_SCOPE = "openid offline_access";

  /** How a client secret is sent. */
  enum SecretBy {
    BASIC,
    POST
  }

  @Option(
      names = "--target",
      paramLabel = "ISSUER",
      description =
          "The issuer of the server, exactly as its metadata has it; plain HTTP on loopback only."
              + " A server of our own is started when not given.")
  @Nullable String target;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "auto",
      description = "gateway, oauth, or auto to look; ${DEFAULT-VALUE}.")
  Kind kind = Kind.AUTO;

  @Option(names = "--client-id", paramLabel = "ID", description = "The OAuth client.")
  @Nullable String clientId;

  @Option(
      names = "--client-secret-file",
      paramLabel = "FILE",
      description = "A file that holds its secret; a public client when not given.")
  @Nullable Path clientSecretFile;

  @Option(
      names = "--client-auth",
      paramLabel = "KIND",
      defaultValue = "basic",
      description = "How the secret is sent: basic or post; ${DEFAULT-VALUE}.")
  SecretBy clientAuth = SecretBy.BASIC;

  @Option(
      names = "--scope",
      paramLabel = "SCOPES",
      description =
          "What is asked for, separated by blanks; \"openid offline_access\", for client credentials"
              + " nothing, when not given.")
  @Nullable String scope;

  @Option(
      names = "--approve-user",
      paramLabel = "NAME",
      description =
          "Approves sign-ins at the pages of the server, with --approve-password-file; user-{1..50}"
              + " stands for 50 people with the same password, who take turns.")
  @Nullable String approveUser;

  @Option(
      names = "--approve-password-file",
      paramLabel = "FILE",
      description = "A file that holds the password.")
  @Nullable Path approvePasswordFile;

  @Option(
      names = "--approve-after",
      paramLabel = "TIME",
      defaultValue = "0s",
      description = "How long the person takes before; ${DEFAULT-VALUE}.")
  Duration approveAfter = Duration.ZERO;

  @Option(
      names = "--control-url",
      paramLabel = "URL",
      description =
          "A Fleetauth authority whose control API approves sign-ins, with --control-token-file.")
  @Nullable URI controlUrl;

  @Option(
      names = "--control-token-file",
      paramLabel = "FILE",
      description = "A file that holds the control token.")
  @Nullable Path controlTokenFile;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "PEM file with the certificates to trust instead of those of the JDK.")
  @Nullable Path trust;

  @Option(
      names = "--metrics-url",
      paramLabel = "URL",
      description =
          "A Prometheus page of the server, for memory and threads; a gateway's own when not given.")
  @Nullable URI metricsUrl;

  @Option(
      names = "--server-pid",
      paramLabel = "PID",
      description = "The server's process on this machine, for memory, files and processor.")
  @Nullable Long serverPid;

  static void converters(CommandLine line) {
    line.registerConverter(Kind.class, new Words<>(Kind.class));
    line.registerConverter(SecretBy.class, new Words<>(SecretBy.class));
  }

  boolean isGiven() {
    return target != null;
  }

  /** Returns whether a server of our own has to be a gateway. */
  boolean wantsGateway(Settings settings) {
    return switch (kind) {
      case GATEWAY -> true;
      case OAUTH -> false;
      case AUTO ->
          settings.weights().isEmpty() || settings.weights().containsKey(Operation.TOKEN_READ);
    };
  }

  /** Returns the server of our own, approved as the user wants. */
  ServerUnderTest over(ServerUnderTest own, CommandLine line) throws IOException {
    return new ServerUnderTest(
        own.issuer(),
        own.kind(),
        own.clientId(),
        own.authentication(),
        scope == null ? own.scope() : scope,
        people(line),
        own.control(),
        own.trusted(),
        own.metrics(),
        own.pid());
  }

  /** Returns the server that the options name; blocks while it reads files. */
  ServerUnderTest read(CommandLine line, Settings settings) throws IOException {
    if (target == null || clientId == null) {
      throw new ParameterException(line, "--target needs --client-id");
    }
    return new ServerUnderTest(
        target,
        kind,
        clientId,
        authentication(clientId),
        scope == null ? scopeOf(settings) : scope,
        people(line),
        control(line),
        trusted(),
        metricsUrl,
        serverPid);
  }

  private static String scopeOf(Settings settings) {
    boolean alone = settings.weights().keySet().equals(Set.of(Operation.CLIENT_CREDENTIALS));
    return alone ? "" : DEVICE_SCOPE;
  }

  private ClientAuthentication authentication(String id) throws IOException {
    if (clientSecretFile == null) {
      return ClientAuthentications.none(id);
    }
    var secret = new ClientSecret(line(clientSecretFile));
    return clientAuth == SecretBy.BASIC
        ? ClientAuthentications.secretBasic(id, secret)
        : ClientAuthentications.secretPost(id, secret);
  }

  private @Nullable People people(CommandLine line) throws IOException {
    if (approveUser == null && approvePasswordFile == null) {
      return null;
    }
    if (approveUser == null || approvePasswordFile == null) {
      throw new ParameterException(line, "--approve-user and --approve-password-file go together");
    }
    return People.of(approveUser, line(approvePasswordFile));
  }

  private @Nullable ControlAddress control(CommandLine line) throws IOException {
    if (controlUrl == null) {
      return null;
    }
    if (controlTokenFile == null) {
      throw new ParameterException(line, "--control-url needs --control-token-file");
    }
    return new ControlAddress(controlUrl, line(controlTokenFile));
  }

  private List<X509Certificate> trusted() throws IOException {
    return trust == null ? List.of() : TrustedCertificates.pem(trust);
  }

  private static String line(Path file) throws IOException {
    String text = Files.readString(file).strip();
    if (text.isEmpty()) {
      throw new IOException(file + " is empty");
    }
    return text;
  }
}
