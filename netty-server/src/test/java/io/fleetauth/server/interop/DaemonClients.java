// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.secrets.Secrets;
import io.fleetauth.server.authority.ClientKeys;
import io.fleetauth.server.reply.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;

/** The client {@code daemon}, that can show a secret, a certificate and a workload's identity. */
final class DaemonClients {

  static final String ID = "daemon";
  static final String SECRET = "daemon-secret";
  static final String PASSWORD = "pkcs12-password";
  static final String SCOPE = "api://next/.default";

  final ClientKeys keys = ClientKeys.make("daemon", Instant.now().plusSeconds(86_400));
  private final RSAKey workload;
  private final Path folder;

  DaemonClients(Path folder) throws JOSEException {
    this.folder = folder;
    Secrets.ALL.add("client secret", SECRET);
    this.workload = new RSAKeyGenerator(2048).keyID("w").generate();
  }

  String yaml() throws IOException {
    Path certificate = Files.writeString(folder.resolve("daemon.pem"), keys.pem());
    Path jwks = Files.writeString(folder.resolve("jwks.json"), new JWKSet(workload).toString());
    return """
        - id: fleetauth-dev
        - id: fleetauth-device
        - id: daemon
          secret: daemon-secret
          certificates: %s
          federated-credentials:
            - issuer: https://cluster.example
              subject: system:serviceaccount:fleet:app
              keys-file: %s
        """
        .formatted(certificate, jwks);
  }

  /** Returns what an Azure SDK takes as a certificate: both parts in PEM. */
  Path certificateWithKey() throws IOException {
    var key = Base64.getMimeEncoder().encodeToString(keys.key().getEncoded());
    return Files.writeString(
        folder.resolve("both.pem"),
        "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n" + keys.pem());
  }

  /** Returns the key with its certificate as other tools keep them. */
  Path pkcs12() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "daemon", keys.key(), PASSWORD.toCharArray(), new Certificate[] {keys.certificate()});
    Path file = folder.resolve("daemon.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  /** Returns the token that a cluster puts into the file of a workload. */
  String workloadToken() {
    var claims =
        new JWTClaimsSet.Builder()
            .issuer("https://cluster.example")
            .subject("system:serviceaccount:fleet:app")
            .audience("api://AzureADTokenExchange")
            .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
            .build();
    try {
      var jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("w").build(), claims);
      jwt.sign(new RSASSASigner(workload));
      Secrets.ALL.add("workload token", jwt.serialize());
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a person's access token for the daemon as an API. */
  static String personsToken(InteropServers servers) throws Exception {
    var device = post(servers, "devicecode", Map.of("scope", "api://daemon/call offline_access"));
    servers.approve((String) device.get("user_code"));
    var redeem =
        Map.of("grant_type", "device_code", "device_code", (String) device.get("device_code"));
    return (String) post(servers, "token", redeem).get("access_token");
  }

  private static Map<String, Object> post(
      InteropServers servers, String endpoint, Map<String, String> form) throws Exception {
    var body = new StringBuilder("client_id=fleetauth-dev");
    form.forEach(
        (name, value) ->
            body.append("&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    var uri = URI.create(servers.http(ServedBy.AUTHORITY) + "/oauth2/v2.0/" + endpoint);
    var request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body.toString()));
    byte[] answer =
        HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray()).body();
    Secrets.ALL.addBody(body.toString()).addBody(new String(answer, StandardCharsets.UTF_8));
    return Json.object(answer);
  }
}
