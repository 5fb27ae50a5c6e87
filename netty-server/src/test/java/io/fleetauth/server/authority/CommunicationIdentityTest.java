// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.fleetauth.server.authority.communication.CommunicationResource;
import io.fleetauth.server.reply.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The identity service of Communication Services on the wire. */
class CommunicationIdentityTest {

  private static final String VERSION = "?api-version=2023-10-01";
  private static final String PREVIEW = "?api-version=2025-04-01-preview";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  @TempDir static Path folder;
  private static AuthorityServer server;
  private static CommunicationResource resource;

  @BeforeAll
  static void start() {
    server = new AuthorityServer(AuthorityConfig.defaults(), folder);
    resource = server.services().communication().get(0);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Sends a signed request as the client in JavaScript does. */
  private static HttpResponse<String> signed(String method, String target, String body)
      throws Exception {
    return server.send(request(method, target, body, "application/json"));
  }

  private static HttpRequest.Builder request(String method, String target, String body, String type)
      throws Exception {
    var date = DATE.format(server.now());
    var digest = MessageDigest.getInstance("SHA-256").digest(body.getBytes(UTF_8));
    var hash = Base64.getEncoder().encodeToString(digest);
    var host = URI.create(server.origin()).getAuthority();
    var mac = Mac.getInstance("HmacSHA256");
    var key = Base64.getDecoder().decode(resource.keys().primary());
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    var text = method + "\n" + target + "\n" + date + ";" + host + ";" + hash;
    var signature = Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    return server
        .request(target)
        .header("content-type", type)
        .header("x-ms-client-request-id", "3f1402e8-eac0-41c6-ae16-06852e91b3ea")
        .header("x-ms-date", date)
        .header("x-ms-content-sha256", hash)
        .header(
            "authorization",
            "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=" + signature)
        .method(method, BodyPublishers.ofString(body));
  }

  private static Map<String, Object> json(HttpResponse<String> answer) {
    return Json.object(answer.body().getBytes(UTF_8));
  }

  private static String created(String query, String body) throws Exception {
    var answer = signed("POST", "/identities" + query, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return ((Map<?, ?>) json(answer).get("identity")).get("id").toString();
  }

  private static String token(String id) throws Exception {
    var answer =
        signed(
            "POST",
            "/identities/" + id + "/:issueAccessToken" + VERSION,
            "{\"scopes\":[\"chat\"]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer).get("token").toString();
  }

  private static boolean active(String token) {
    return (Boolean) server.introspect(token).json().get("active");
  }

  @Test
  void createsWithoutABodyAsTheServiceDoes() throws Exception {
    var answer = signed("POST", "/identities" + VERSION, "");
    var headers = answer.headers();

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body())
        .matches("\\{\"identity\":\\{\"id\":\"8:acs:" + resource.id() + "_[0-9a-f-]{36}\"}}");
    assertThat(headers.firstValue("content-type")).contains("application/json; charset=utf-8");
    assertThat(headers.firstValue("x-ms-client-request-id"))
        .contains("3f1402e8-eac0-41c6-ae16-06852e91b3ea");
    assertThat(headers.firstValue("ms-cv").orElseThrow()).matches("[A-Za-z0-9+/]{22}\\.0");
    assertThat(headers.firstValue("api-supported-versions").orElseThrow())
        .contains("2021-03-07, ", "2022-06-01, ", "2022-10-01, ", "2023-10-01");
    assertThat(headers.firstValue("access-control-allow-origin")).contains("*");
  }

  @Test
  void tokenHasTheDocumentedClaims() throws Exception {
    var body = "{\"createTokenWithScopes\":[\"chat\",\"voip\"],\"expiresInMinutes\":60}";
    var made = json(signed("POST", "/identities" + VERSION, body));
    var access = (Map<?, ?>) made.get("accessToken");
    var jwt = SignedJWT.parse(access.get("token").toString());
    var claims = jwt.getJWTClaimsSet();
    var id = ((Map<?, ?>) made.get("identity")).get("id").toString();

    assertThat(jwt.getHeader().toJSONObject()).containsOnlyKeys("alg", "kid", "x5t", "typ");
    assertThat(claims.getStringClaim("skypeid")).isEqualTo(id.substring(2));
    assertThat(claims.getStringClaim("acsScope")).isEqualTo("chat,voip");
    assertThat(claims.getStringClaim("resourceId")).isEqualTo(resource.id().toString());
    assertThat(claims.getLongClaim("scp")).isEqualTo(1792);
    assertThat(claims.getStringClaim("csi")).matches("\\d{10}");
    assertThat(claims.getExpirationTime().getTime() - claims.getIssueTime().getTime())
        .isEqualTo(Duration.ofHours(1).toMillis());
    assertThat(access.get("expiresOn").toString())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,7})?\\+00:00");
    assertThat(Instant.parse(access.get("expiresOn").toString().replace("+00:00", "Z")))
        .isBetween(
            claims.getExpirationTime().toInstant(),
            claims.getExpirationTime().toInstant().plusSeconds(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          IDENTITY | {"scopes":[]}                              | 400 | ValidationError  | scopes | Invalid scopes - Scopes field is required.
          IDENTITY | {}                                         | 400 | ValidationError  | scopes | Invalid scopes - Scopes field is required.
          IDENTITY | ''                                         | 400 | ValidationError  | scopes | Invalid scopes - Scopes field is required.
          IDENTITY | {"scopes":["chat"],"expiresInMinutes":59}  | 400 | ValidationError  | ExpiresInMinutes | ExpiresInMinutes value 59 is invalid. Value must be within the [60, 1440] interval.
          IDENTITY | {"scopes":["chat"],"expiresInMinutes":1441} | 400 | ValidationError | ExpiresInMinutes | ExpiresInMinutes value 1441 is invalid. Value must be within the [60, 1440] interval.
          IDENTITY | {"scopes":["chat"],"expiresInMinutes":"60"} | 400 | ValidationError | ExpiresInMinutes | ExpiresInMinutes value of another type is invalid. Value must be within the [60, 1440] interval.
          IDENTITY | {"scopes":["a b"]}                         | 400 | ValidationError  | scopes | Invalid scopes - a scope is not a name.
          IDENTITY | {"scopes":"chat"}                          | 400 | ValidationError  | scopes | Invalid scopes - they are not a list of at most 20.
          IDENTITY | {"scopes":                                 | 400 | ValidationError  |        | The request body is not a JSON object.
          IDENTITY | [1]                                        | 400 | ValidationError  |        | The request body is not a JSON object.
          8:acs:11111111-2222-3333-4444-555555555555_0000000a-bbbb-cccc-dddd-eeeeeeeeeeee | {"scopes":["chat"]} | 401 | IdentityNotOwned | | Provided identity doesn't belong to the resource.
          sanitized | {"scopes":["chat"]}                       | 401 | IdentityNotOwned |        | Provided identity doesn't belong to the resource.
          """)
  void issuingIsRefused(
      String id, String body, int status, String code, String target, String message)
      throws Exception {
    var identity = id.equals("IDENTITY") ? created(VERSION, "") : id;
    var path = "/identities/" + identity.replace(":", "%3A") + "/:issueAccessToken" + VERSION;

    var answer = signed("POST", path, body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    var error =
        target == null
            ? Map.of("code", code, "message", message)
            : Map.of("code", code, "message", message, "target", target);
    assertThat(json(answer)).isEqualTo(Map.of("error", error));
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.headers().firstValue("api-supported-versions")).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          ?api-version=1999-01-01         | application/json | {}     | 400 | UnsupportedApiVersion
          -                               | application/json | {}     | 400 | MissingApiVersionParameter
          ?api-version=2023-10-01         | text/plain       | {}     | 415 | UnsupportedMediaType
          ?api-version=2023-10-01         | text/plain       | ''     | 201 | -
          ?api-version=2023-10-01         | application/json | {"createTokenWithScopes":["chat"],"expiresInMinutes":59} | 400 | ValidationError
          ?api-version=2023-10-01         | application/json | LONG   | 413 | RequestBodyTooLarge
          ?api-version=2025-04-01-preview | application/json | {"externalId":""} | 400 | ValidationError
          """)
  void creatingIsRefused(String query, String type, String body, int status, String code)
      throws Exception {
    var content = body.equals("LONG") ? "x".repeat(70_000) : body;
    var target = "/identities" + (query == null ? "" : query);

    var answer = server.send(request("POST", target, content, type));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    if (code != null) {
      assertThat(answer.body()).startsWith("{\"error\":{\"code\":\"" + code + "\"");
    }
  }

  @Test
  void deniedWithoutGoodCredentials() throws Exception {
    var none = server.send(server.request("/identities" + VERSION).POST(BodyPublishers.noBody()));
    var other = request("POST", "/identities" + VERSION, "", "application/json");
    other.setHeader("x-ms-content-sha256", "jENEeifYNCidF9FcfXJ54WzhK3ED/2UrQyA4+oWOZKc=");
    var wrongHash = server.send(other);
    var old = request("POST", "/identities" + VERSION, "", "application/json");
    server.pass(Duration.ofMinutes(16));
    var tooOld = server.send(old);
    var bearer =
        server.send(
            server
                .request("/identities" + VERSION)
                .header("authorization", "Bearer x.y.z")
                .POST(BodyPublishers.noBody()));

    for (var answer : List.of(none, wrongHash, tooOld, bearer)) {
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body())
          .isEqualTo(
              "{\"error\":{\"code\":\"Denied\",\"message\":\"Denied by the resource provider.\"}}");
      assertThat(answer.headers().firstValue("www-authenticate")).isPresent();
    }
  }

  @Test
  void identitiesAndRevocationsOutliveTheProcess() throws Exception {
    var kept = created(VERSION, "");
    var gone = created(VERSION, "");
    var before = token(kept);
    var ofGone = token(gone);
    assertThat(
            signed("POST", "/identities/" + kept + "/:revokeAccessTokens" + VERSION, "")
                .statusCode())
        .isEqualTo(204);
    assertThat(signed("DELETE", "/identities/" + gone + VERSION, "").statusCode()).isEqualTo(204);
    var after = token(kept);
    server.restart();

    assertThat(active(before)).isFalse();
    assertThat(active(ofGone)).isFalse();
    assertThat(active(after)).isTrue();
    assertThat(token(kept)).isNotEmpty();
    assertThat(signed("DELETE", "/identities/" + gone + VERSION, "").statusCode()).isEqualTo(401);
    server.restart(); // what was deleted is not brought back
    assertThat(signed("DELETE", "/identities/" + gone + VERSION, "").statusCode()).isEqualTo(401);
  }

  @Test
  void anExternalIdNamesOneIdentity() throws Exception {
    var body = "{\"externalId\":\"headset-17\"}";
    var id = created(PREVIEW, body);
    var again = signed("POST", "/identities" + PREVIEW, body);
    token(id);
    var shown = signed("GET", "/identities/" + id + PREVIEW, "");
    var old = signed("GET", "/identities/" + id + VERSION, "");

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(((Map<?, ?>) json(again).get("identity")).get("id")).isEqualTo(id);
    assertThat(json(shown))
        .containsOnlyKeys("id", "externalId", "lastTokenIssuedAt")
        .containsEntry("externalId", "headset-17");
    assertThat(old.statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /access/entra/          | 2025-03-02-preview | https://communication.azure.com/clients/VoIP                    | 8:acs:RES_[0-9a-f-]{36}
          /access/teamsExtension/ | 2025-06-30         | https://auth.msft.communication.azure.com/TeamsExtension.ManageCalls | 8:acs:RES_[0-9a-f-]{36}_[0-9a-f-]{36}
          """)
  void aPersonsTokenIsExchanged(String path, String version, String scope, String id) {
    var entra = server.signedIn(scope).text("access_token");
    var target = path + ":exchangeAccessToken?api-version=" + version;

    var answer = exchanged(target, entra);
    var again = exchanged(target, entra);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var identity = ((Map<?, ?>) json(answer).get("identity")).get("id").toString();
    assertThat(identity).matches(id.replace("RES", resource.id().toString()));
    assertThat(json(again).get("identity")).isEqualTo(json(answer).get("identity"));
    assertThat(active(((Map<?, ?>) json(answer).get("accessToken")).get("token").toString()))
        .isTrue();
    var foreign = server.signedIn("api://x/read").text("access_token");
    assertThat(exchanged(target, foreign).statusCode()).isEqualTo(401);
  }

  private static HttpResponse<String> exchanged(String target, String entra) {
    return server.send(
        server
            .request(target)
            .header("authorization", "Bearer " + entra)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString("{}")));
  }
}
