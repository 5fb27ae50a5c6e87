// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fleetauth.communication.AccessKey;
import io.fleetauth.communication.CommunicationIdentityClient;
import io.fleetauth.communication.CommunicationUserIdentifier;
import io.fleetauth.http.HttpOptions;
import io.fleetauth.http.HttpTransport;
import io.fleetauth.server.AuthorityServer;
import io.fleetauth.server.DataFolder;
import io.fleetauth.server.GatewayServer;
import io.fleetauth.server.config.ConfigLoader;
import io.fleetauth.server.config.ServerConfig;
import io.fleetauth.server.reply.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An authority with one account of each Azure service, and a gateway whose registration {@code
 * glasses} may use them; {@code kiosks} may not.
 */
final class ServiceServers implements AutoCloseable {

  static final String ACCOUNT = "2f7d3c1a-93b2-4c8e-a3a4-9f1d2b3c4d5e";
  static final String ACCOUNT_KEY = "the-account-key-of-tests";
  static final String ACCESS_KEY = "dGhlLWFjY2Vzcy1rZXktb2YtdGVzdHM=";

  private final DataFolder folder;
  private final AuthorityServer authority;
  private final HttpClient http = HttpClient.newHttpClient();
  private GatewayServer gateway;

  /**
   * @param moreAccounts YAML below {@code gateway.mixed-reality}, in which AUTHORITY stands for the
   *     address of the authority
   */
  ServiceServers(String moreAccounts) throws IOException {
    folder = DataFolder.open(Files.createTempDirectory("fleetauth-services"));
    authority =
        AuthorityServer.start(
            load("http://127.0.0.1:1", moreAccounts).authority(), folder, "--authority-");
    gateway = gateway(moreAccounts);
  }

  private GatewayServer gateway(String moreAccounts) throws IOException {
    ServerConfig config = load(authority.httpUrl(), moreAccounts);
    return GatewayServer.start(config.gateway(), folder, "--gateway-");
  }

  void restartGateway(String moreAccounts) throws IOException {
    gateway.close();
    gateway = gateway(moreAccounts);
  }

  private ServerConfig load(String authority, String moreAccounts) throws IOException {
    Path file = Files.createTempFile(folder.root(), "services", ".yaml");
    Files.writeString(
        file,
        """
        authority:
          http-port: 0
          https: false
          lifetimes:
            poll-interval: 1s
          mixed-reality:
            - account-id: %2$s
              primary-key: %3$s
          communication:
            - resource-id: 6d2b1c0a-1111-4222-8333-944455556666
              primary-key: %4$s
        gateway:
          http-port: 0
          https: false
          registrations:
            glasses:
              issuer: %1$s/fleetauth/v2.0
              client-id: fleetauth-dev
            kiosks:
              issuer: %1$s/fleetauth/v2.0
              client-id: fleetauth-dev
          communication:
            chat:
              endpoint: %1$s
              access-key: %4$s
              registrations: glasses
          mixed-reality:
            anchors:
              account-id: %2$s
              endpoint: %1$s
              account-key: %3$s
              registrations: [glasses]
        %5$s"""
            .formatted(
                authority,
                ACCOUNT,
                ACCOUNT_KEY,
                ACCESS_KEY,
                moreAccounts.replace("AUTHORITY", authority).indent(4)));
    return new ConfigLoader(Map.of()).load(file).config();
  }

  record Answer(int status, Map<String, Object> json) {

    Map<String, Object> ok() {
      assertThat(status).as("%s", json).isEqualTo(200);
      return json;
    }

    String text(String name) {
      return Objects.toString(ok().get(name), null);
    }

    void refused(int expected, String error) {
      assertThat(status).as("%s", json).isEqualTo(expected);
      assertThat(json).containsEntry("error", error);
    }
  }

  /** Signs a device in; returns its handle. */
  String signedIn(String registration) {
    Map<String, Object> code =
        post(
                tokenEndpoint(registration).replace("/token", "/devicecode"),
                "client_id",
                "fleetauth-device")
            .ok();
    var approval =
        request(authority.httpUrl() + "/control/approve")
            .header("authorization", "Bearer " + authority.authority().controlToken().value())
            .POST(
                BodyPublishers.ofByteArray(
                    Json.bytes(Map.of("user_code", code.get("user_code"), "user", "demo"))));
    assertThat(send(approval).status()).isLessThan(300);
    var poll =
        request(tokenEndpoint(registration))
            .header("prefer", "wait=20")
            .POST(
                BodyPublishers.ofString(
                    form(
                        "client_id",
                        "fleetauth-device",
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:device_code",
                        "device_code",
                        code.get("device_code").toString())));
    return send(poll).text("refresh_token");
  }

  String tokenEndpoint(String registration) {
    return gateway.httpUrl() + "/" + registration + "/oauth2/v2.0/token";
  }

  Answer mixedReality(String handle, String query) {
    return send(bearer("/v1/mixed-reality/token" + query, handle).GET());
  }

  Answer communication(String handle, String... form) {
    return send(
        bearer("/v1/communication/token", handle).POST(BodyPublishers.ofString(form(form))));
  }

  int signOut(String handle) {
    return send(bearer("/v1/token", handle).DELETE()).status();
  }

  /** Asks the authority whether a token is in force. */
  boolean isActive(String token) {
    Answer answer =
        post(
            authority.httpUrl() + "/fleetauth/oauth2/v2.0/introspect",
            "client_id",
            "fleetauth-service",
            "client_secret",
            "fleetauth-service-secret",
            "token",
            token);
    return (Boolean) answer.ok().get("active");
  }

  /** Deletes an identity behind the back of the gateway. */
  void deleteIdentity(String user) {
    HttpTransport transport = HttpTransport.create(HttpOptions.DEFAULTS);
    CommunicationIdentityClient.builder(transport)
        .endpoint(URI.create(authority.httpUrl()))
        .accessKey(AccessKey.of(ACCESS_KEY))
        .build()
        .deleteUser(new CommunicationUserIdentifier(user))
        .then(transport.close())
        .block();
  }

  /** Lets an operation of the authority fail, see {@code Script}. */
  void play(String script) {
    var request =
        request(authority.httpUrl() + "/control/scripts")
            .header("authorization", "Bearer " + authority.authority().controlToken().value())
            .POST(BodyPublishers.ofString(script.replace('\'', '"')));
    assertThat(http.sendAsync(request.build(), BodyHandlers.discarding()).join().statusCode())
        .isLessThan(300);
  }

  private HttpRequest.Builder bearer(String path, String handle) {
    return request(gateway.httpUrl() + path).header("authorization", "Bearer " + handle);
  }

  private Answer post(String url, String... form) {
    return send(request(url).POST(BodyPublishers.ofString(form(form))));
  }

  private static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url));
  }

  private Answer send(HttpRequest.Builder request) {
    HttpResponse<byte[]> answer =
        http.sendAsync(request.build(), BodyHandlers.ofByteArray()).join();
    byte[] body = answer.body();
    return new Answer(answer.statusCode(), body.length == 0 ? Map.of() : Json.object(body));
  }

  private static String form(String... form) {
    return IntStream.range(0, form.length / 2)
        .mapToObj(i -> form[2 * i] + "=" + URLEncoder.encode(form[2 * i + 1], UTF_8))
        .collect(Collectors.joining("&"));
  }

  @Override
  public void close() {
    gateway.close();
    authority.close();
  }
}
