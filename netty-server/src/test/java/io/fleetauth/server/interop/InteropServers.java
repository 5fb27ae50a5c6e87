// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.azure.communication.identity.models.GetTokenForTeamsUserOptions;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.TrustedCertificates;
import io.fleetauth.secrets.Secrets;
import io.fleetauth.server.AuthorityServer;
import io.fleetauth.server.DataFolder;
import io.fleetauth.server.GatewayServer;
import io.fleetauth.server.authority.ServiceAccounts;
import io.fleetauth.server.config.ConfigLoader;
import io.fleetauth.server.config.ServerConfig;
import io.fleetauth.server.reply.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.text.ParseException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An authority and a gateway in front of it, on free loopback ports with HTTP and HTTPS, and the
 * person who decides. Access tokens live so short that every client thinks them worth renewing.
 */
final class InteropServers implements AutoCloseable {

  private static final int HTTPS = 443;

  private final AuthorityServer authority;
  private final GatewayServer gateway;
  private final SSLContext trust;
  private final HttpClient control = HttpClient.newHttpClient();
  private final AtomicInteger approved = new AtomicInteger();

  private InteropServers(AuthorityServer authority, GatewayServer gateway, SSLContext trust) {
    this.authority = authority;
    this.gateway = gateway;
    this.trust = trust;
  }

  static InteropServers start() throws Exception {
    return start(0, 0, "");
  }

  /**
   * @param clients YAML of {@code authority.clients}, without indentation
   */
  static InteropServers startWith(String clients) throws Exception {
    return start(0, 0, "clients:\n" + clients.indent(2));
  }

  /** Lets {@code server} listen for HTTPS where clients expect it that drop the port. */
  static InteropServers startOn443(ServedBy server) throws Exception {
    return start(
        server == ServedBy.AUTHORITY ? HTTPS : 0, server == ServedBy.GATEWAY ? HTTPS : 0, "");
  }

  static boolean canBind443() {
    try (var socket = new ServerSocket(HTTPS, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static InteropServers start(int authorityPort, int gatewayPort, String more)
      throws Exception {
    DataFolder folder = DataFolder.open(Files.createTempDirectory("fleetauth-interop"));
    var authority =
        AuthorityServer.start(
            load(folder, "https-port: " + authorityPort, "https://unused.example", more)
                .authority(),
            folder,
            "--authority-");
    var gateway =
        GatewayServer.start(
            load(folder, "https-port: " + gatewayPort, authority.httpUrl(), "").gateway(),
            folder,
            "--gateway-");
    Secrets.ALL
        .add("control token", authority.authority().controlToken().value())
        .add("admin token", gateway.adminToken().value().value())
        .add("client secret", "fleetauth-service-secret");
    return new InteropServers(
        authority, gateway, trust(Objects.requireNonNull(authority.certificate())));
  }

  private static ServerConfig load(DataFolder folder, String port, String authority, String more)
      throws IOException {
    Path file = Files.createTempFile(folder.root(), "interop", ".yaml");
    Files.writeString(
        file,
        """
        authority:
          http-port: 0
          %1$s
          lifetimes:
            poll-interval: 1s
            access-token: 2m
        %3$s
        gateway:
          http-port: 0
          %1$s
          registrations:
            glasses:
              issuer: %2$s/fleetauth/v2.0
              client-id: fleetauth-dev
              scopes: api://fleetauth-demo/read
        """
            .formatted(port, authority, more.indent(2)));
    return new ConfigLoader(Map.of()).load(file).config();
  }

  private static SSLContext trust(Path certificate) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream pem = Files.newInputStream(certificate)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /** Returns a client of the Azure SDKs that trusts the servers. */
  com.azure.core.http.HttpClient azureClient() {
    return new JdkHttpClientBuilder(HttpClient.newBuilder().sslContext(trust)).build();
  }

  /** Returns options of our own clients that trust the servers. */
  HttpOptions clientOptions() throws IOException {
    Path certificate = Objects.requireNonNull(authority.certificate());
    return HttpOptions.DEFAULTS.withTrusted(TrustedCertificates.pem(certificate));
  }

  /** Returns the credential of a client with a secret at the authority. */
  TokenCredential entra() {
    return new ClientSecretCredentialBuilder()
        .authorityHost(httpsBase(ServedBy.AUTHORITY))
        .disableInstanceDiscovery()
        .tenantId(ServedBy.AUTHORITY.tenant())
        .clientId("fleetauth-service")
        .clientSecret("fleetauth-service-secret")
        .httpClient(azureClient())
        .build();
  }

  /** Signs {@code demo} in for Teams; returns what an exchange of the token needs. */
  GetTokenForTeamsUserOptions teamsUser() {
    try {
      var token = personsToken("https://auth.msft.communication.azure.com/Teams.ManageCalls");
      var oid = SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("oid");
      var application = UUID.nameUUIDFromBytes("fleetauth:client:fleetauth-dev".getBytes(UTF_8));
      return new GetTokenForTeamsUserOptions(token, application.toString(), oid);
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signs {@code demo} in; returns an access token for the scope. */
  String personsToken(String scope) {
    var device = form("devicecode", "client_id=fleetauth-dev&scope=" + scope);
    approve(device.get("user_code").toString());
    var tokens =
        form(
            "token",
            "client_id=fleetauth-dev&grant_type=device_code&device_code="
                + device.get("device_code"));
    return tokens.get("access_token").toString();
  }

  /** Asks the authority whether a token is in force. */
  boolean isActive(String token) {
    var answer =
        form(
            "introspect",
            "client_id=fleetauth-service&client_secret=fleetauth-service-secret&token=" + token);
    return (Boolean) answer.get("active");
  }

  private Map<String, Object> form(String endpoint, String form) {
    var url = http(ServedBy.AUTHORITY) + "/oauth2/v2.0/" + endpoint;
    var request = HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(form));
    var answer = control.sendAsync(request.build(), BodyHandlers.ofByteArray()).join();
    Secrets.ALL.addBody(form).addBody(new String(answer.body(), UTF_8));
    return Json.object(answer.body());
  }

  /** Returns the accounts of the Azure services in the authority. */
  ServiceAccounts services() {
    return authority.authority().services();
  }

  /** Lets an operation of the authority fail, see {@code Script}. */
  void play(String script) {
    control("scripts", script.replace('\'', '"'));
  }

  SSLContext trust() {
    return trust;
  }

  /** Returns scheme, host and port; no port where it is 443. */
  String httpsBase(ServedBy server) {
    String url = server == ServedBy.AUTHORITY ? authority.httpsUrl() : gateway.httpsUrl();
    int port = URI.create(Objects.requireNonNull(url)).getPort();
    return port == HTTPS ? "https://localhost" : "https://localhost:" + port;
  }

  /** Returns the tenant's address over HTTPS. */
  String https(ServedBy server) {
    return httpsBase(server) + "/" + server.tenant();
  }

  /** Returns the tenant's address over plain HTTP. */
  String http(ServedBy server) {
    String url = server == ServedBy.AUTHORITY ? authority.httpUrl() : gateway.httpUrl();
    return url + "/" + server.tenant();
  }

  /** The person approves as {@code demo}. */
  void approve(String userCode) {
    decide("approve", userCode);
    approved.incrementAndGet();
  }

  /** The person refuses. */
  void deny(String userCode) {
    decide("deny", userCode);
  }

  int signInsApproved() {
    return approved.get();
  }

  private void decide(String decision, String userCode) {
    control(decision, "{\"user_code\":\"" + userCode + "\",\"user\":\"demo\"}");
  }

  private void control(String what, String json) {
    var request =
        HttpRequest.newBuilder(URI.create(authority.httpUrl() + "/control/" + what))
            .header("Authorization", "Bearer " + authority.authority().controlToken().value())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build();
    try {
      HttpResponse<String> answer = control.send(request, BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(what + " was answered with " + answer.statusCode());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    gateway.close();
    authority.close();
  }
}
