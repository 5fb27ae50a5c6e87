// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.springframework.security.config.Customizer.withDefaults;

import io.fleetauth.oauth.ClientSecret;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Spring Authorization Server on a free loopback port, with one confidential client of the device
 * grant and one user. It sends no {@code interval}, and rotates refresh tokens.
 */
final class SpringAuthorizationServer implements AutoCloseable {

  static final String CLIENT_ID = "spring-device";
  static final ClientSecret CLIENT_SECRET = new ClientSecret("spring device's secret: 100%");
  static final Duration ACCESS_TOKEN_LIFETIME = Duration.ofSeconds(120);

  private static final String USER = "alice";
  private static final String PASSWORD = "wonderland";
  private static final Pattern STATE = Pattern.compile("name=\"state\" value=\"([^\"]+)\"");

  private final ServletWebServerApplicationContext context;
  private final HttpClient browser =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

  private SpringAuthorizationServer(ServletWebServerApplicationContext context) {
    this.context = context;
  }

  static SpringAuthorizationServer start() {
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none"); // logs are ours
    var application = new SpringApplication(Application.class);
    application.setWebApplicationType(WebApplicationType.SERVLET);
    application.setRegisterShutdownHook(false);
    application.setDefaultProperties(
        Map.of(
            "server.port", "0",
            "server.address", "127.0.0.1",
            "spring.main.banner-mode", "off",
            "logging.level.root", "warn"));
    return new SpringAuthorizationServer((ServletWebServerApplicationContext) application.run());
  }

  String issuer() {
    return "http://127.0.0.1:" + context.getWebServer().getPort();
  }

  /** Does what the person does: opens the address with the code, and consents. */
  void approve(String userCode) throws IOException, InterruptedException {
    String page =
        send(HttpRequest.newBuilder(verification("?user_code=" + encode(userCode))).GET()).body();
    Matcher state = STATE.matcher(page);
    if (!state.find()) {
      throw new IllegalStateException("no consent page for " + userCode + ": " + page);
    }
    String consent =
        "client_id="
            + CLIENT_ID
            + "&state="
            + encode(state.group(1))
            + "&user_code="
            + encode(userCode)
            + "&scope=read";
    HttpResponse<String> done =
        send(
            HttpRequest.newBuilder(verification(""))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(consent)));
    if (done.statusCode() >= 400) {
      throw new IllegalStateException("consent was refused: " + done.statusCode());
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    String basic = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(UTF_8));
    return browser.send(
        request.header("Authorization", "Basic " + basic).header("Accept", "text/html").build(),
        BodyHandlers.ofString());
  }

  private URI verification(String query) {
    return URI.create(issuer() + "/oauth2/device_verification" + query);
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, UTF_8);
  }

  @Override
  public void close() {
    context.close();
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    @Bean
    SecurityFilterChain endpoints(HttpSecurity http) throws Exception {
      return http.oauth2AuthorizationServer(
              server -> {
                server.oidc(withDefaults());
                server.deviceAuthorizationEndpoint(withDefaults());
                server.deviceVerificationEndpoint(withDefaults());
              })
          .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
          .httpBasic(withDefaults())
          .csrf(csrf -> csrf.disable())
          .build();
    }

    @Bean
    UserDetailsService users() {
      return new InMemoryUserDetailsManager(
          User.withUsername(USER).password("{noop}" + PASSWORD).roles("USER").build());
    }

    @Bean
    RegisteredClientRepository clients() {
      return new InMemoryRegisteredClientRepository(
          RegisteredClient.withId(UUID.randomUUID().toString())
              .clientId(CLIENT_ID)
              .clientSecret("{noop}" + CLIENT_SECRET.value())
              .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
              .authorizationGrantType(AuthorizationGrantType.DEVICE_CODE)
              .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
              .scope("read")
              .tokenSettings(
                  TokenSettings.builder()
                      .accessTokenTimeToLive(ACCESS_TOKEN_LIFETIME)
                      .reuseRefreshTokens(false)
                      .build())
              .build());
    }
  }
}
