// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.aad.msal4j.HttpRequest;
import com.microsoft.aad.msal4j.HttpResponse;
import com.microsoft.aad.msal4j.IHttpClient;
import com.microsoft.aad.msal4j.IHttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Answers MSAL4J's refreshes in process: the user is the number in the refresh token. */
final class Msal4jAuthority implements IHttpClient {

  private static final String PREFIX = "refresh-of-";

  static String refreshToken(int user) {
    return PREFIX + user + ".";
  }

  @Override
  public IHttpResponse send(HttpRequest request) {
    String body = request.body();
    int start = body.indexOf(PREFIX) + PREFIX.length();
    String user = body.substring(start, body.indexOf('.', start));
    var response = new HttpResponse().statusCode(200).body(answer(user));
    response.addHeaders(Map.of("Content-Type", List.of("application/json")));
    return response;
  }

  private static String answer(String user) {
    String clientInfo = encode("{\"uid\":\"user-%s\",\"utid\":\"tenant\"}".formatted(user));
    String claims =
        "{\"iss\":\"https://login.example/tenant/v2.0\",\"aud\":\"fleet\",\"sub\":\"%1$s\",\"oid\":\"user-%1$s\",\"tid\":\"tenant\",\"preferred_username\":\"user-%1$s@example.com\"}"
            .formatted(user);
    return """
        {"token_type":"Bearer","scope":"api://fleet/read","expires_in":86400,
         "access_token":"access-%s","refresh_token":"%s%s.",
         "id_token":"%s.%s.","client_info":"%s"}
        """
        .formatted(user, PREFIX, user, encode("{\"alg\":\"none\"}"), encode(claims), clientInfo);
  }

  private static String encode(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
  }
}
