// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fleetauth.oauth.ClientAuthenticationMethod;
import io.fleetauth.oauth.ClientSecret;
import io.fleetauth.oauth.RefreshToken;
import io.fleetauth.secrets.Secrets;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class HttpLogTest extends HttpFixture {

  private static final String[] SECRETS = {
    DEVICE_CODE,
    REFRESH_TOKEN,
    "ABCD-EFGH",
    "at-secret-1",
    "rt-secret-2",
    "id-secret-1",
    "client-s3cret",
    "Y2xpZW50LTE6Y2xpZW50LXMzY3JldA==",
    "header-s3cret",
    "query-s3cret",
    "account-k3y-of-the-service",
    "hmac-s1gnature",
    "json-s3cret",
    "cookie-s3cret"
  };

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger log = (Logger) LoggerFactory.getLogger("io.fleetauth.http");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    List.of(SECRETS).forEach(secret -> Secrets.ALL.add("secret of the HTTP log", secret));
    lines.start();
    root.addAppender(lines);
    log.setLevel(Level.DEBUG);
  }

  @AfterEach
  void stopListening() {
    root.detachAppender(lines);
    log.setLevel(null);
  }

  @Test
  void showsWhatHappenedButNoSecret() {
    everyKindOfCall(HttpOptions.DEFAULTS.withHttpLog(HttpLogLevel.BODY));

    assertThat(messages())
        .noneMatch(HttpLogTest::leaks)
        .anyMatch(line -> line.startsWith("> POST") && line.contains("grant_type=refresh_token"))
        .anyMatch(line -> line.startsWith("< POST") && line.contains("\"expires_in\":3600"))
        .anyMatch(line -> line.contains("\"access_token\":\"[redacted]\""))
        .anyMatch(line -> line.contains("\"error_description\":\"bad [redacted]\""))
        .anyMatch(line -> line.contains("authorization: [redacted]"))
        .anyMatch(line -> line.contains("x-ms-request-id: id-7"));
  }

  @Test
  void showsWhatServicesAreAskedButNoSecret() {
    everyKindOfServiceCall(HttpOptions.DEFAULTS.withHttpLog(HttpLogLevel.BODY));

    String address = "127.0.0.1:" + stub.port() + "/thing";
    assertThat(messages())
        .noneMatch(HttpLogTest::leaks)
        .anyMatch(
            line ->
                line.startsWith("> POST " + address + "?api-version=1&sig=[redacted] [")
                    && line.contains("\"token\":\"[redacted]\""))
        .anyMatch(line -> line.contains("Authorization: [redacted]"))
        .anyMatch(line -> line.contains("set-cookie: [redacted]"))
        .anyMatch(line -> line.contains("{\"error\":{\"code\":\"Denied\",\"message\":"))
        .anyMatch(line -> line.contains("got [redacted] and [redacted] and [redacted]"));
  }

  @Test
  void leavesBodiesOutWhenOnlyHeadersAreWanted() {
    everyKindOfServiceCall(HttpOptions.DEFAULTS.withHttpLog(HttpLogLevel.HEADERS));

    assertThat(messages())
        .noneMatch(HttpLogTest::leaks)
        .anyMatch(line -> line.contains("set-cookie: [redacted]"))
        .noneMatch(line -> line.contains("Denied") || line.contains("scopes"));
  }

  @Test
  void hasALineForEachExchangeAtInfoWhenOnlyThatIsWanted() {
    log.setLevel(Level.INFO);

    everyKindOfServiceCall(HttpOptions.DEFAULTS.withHttpLog(HttpLogLevel.BASIC));

    assertThat(lines.list.stream().filter(e -> e.getLoggerName().equals("io.fleetauth.http")))
        .hasSize(3)
        .allMatch(event -> event.getLevel() == Level.INFO)
        .allMatch(event -> event.getFormattedMessage().contains(" 403 in 0 ms"));
  }

  @Test
  void hasOneLineForEachExchangeUnlessAskedForMore() {
    everyKindOfCall(HttpOptions.DEFAULTS.withHttpLog(HttpLogLevel.OFF));

    String peer = "127.0.0.1:" + stub.port();
    assertThat(messages())
        .noneMatch(HttpLogTest::leaks)
        .filteredOn(line -> line.contains("127.0.0.1:" + stub.port() + "/"))
        .contains("POST " + peer + "/token 400 in 0 ms, correlation id-7")
        .noneMatch(line -> line.contains("grant_type"));
  }

  private void everyKindOfCall(HttpOptions options) {
    var registration =
        stub.registration()
            .withClientSecret(
                new ClientSecret("client-s3cret"), ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
    var client = client(registration, options.withHeaders(Map.of("X-Key", "header-s3cret")));
    stub.on("/device", 200, CODES);
    client.deviceAuthorization().authorize(SCOPES).block(WAIT);
    stub.on("/token", 200, TOKENS, "Set-Cookie", "c=" + REFRESH_TOKEN);
    client.tokens().exchange(POLL).block(WAIT);
    client.tokens().exchange(REFRESH).block(WAIT);
    stub.on("/revoke", 200, "");
    client.revocation().revoke(new RefreshToken(REFRESH_TOKEN)).block(WAIT);
    String echo = "{\"error\":\"invalid_grant\",\"error_description\":\"bad %s\"}";
    stub.on("/token", 400, echo.formatted(REFRESH_TOKEN), "x-ms-request-id", "id-7");
    failure(client.tokens().exchange(REFRESH));
    stub.on("/token", 200, "<html>" + REFRESH_TOKEN);
    failure(client.tokens().exchange(REFRESH));
    stub.on("/token", (request, response) -> Mono.error(new IllegalStateException("broken")));
    failure(client.tokens().exchange(REFRESH));
  }

  /** A key, an HMAC, and a token: a service that is as indiscreet as can be. */
  private void everyKindOfServiceCall(HttpOptions options) {
    String words = "got json-s3cret and query-s3cret and %s";
    String body =
        "{\"error\":{\"code\":\"Denied\",\"message\":\"" + words + "\",\"t\":\"rt-secret-1\"}}";
    var transport = HttpTransport.of(options, CLOCK, Schedulers.parallel());
    URI address = URI.create(stub.base() + "/thing?api-version=1&sig=query-s3cret");
    var request =
        ServiceRequest.of("thing", "POST", address)
            .json(Map.of("scopes", List.of("chat"), "token", "json-s3cret"));
    for (String authorization :
        List.of(
            "Bearer account-k3y-of-the-service",
            "Bearer id-secret-1",
            "HMAC-SHA256 SignedHeaders=x-ms-date;host&Signature=hmac-s1gnature")) {
      String secret = authorization.substring(authorization.indexOf(' ') + 1);
      stub.on(
          "/thing?api-version=1&sig=query-s3cret",
          403,
          body.formatted(secret),
          "Set-Cookie",
          "c=cookie-s3cret");
      transport
          .service()
          .send(request, asked -> Mono.just(Map.of("Authorization", authorization)))
          .block(WAIT);
    }
    transport.close().block(WAIT);
  }

  private List<String> messages() {
    return lines.list.stream()
        .filter(event -> !event.getLoggerName().startsWith("reactor.netty.http.server"))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static boolean leaks(String line) {
    return List.of(SECRETS).stream().anyMatch(line::contains);
  }
}
