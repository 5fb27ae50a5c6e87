// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static java.util.stream.Collectors.toUnmodifiableMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.fleetauth.server.authority.AuthorityConfig.Client;
import io.fleetauth.server.authority.AuthorizationRequest.Prompt;
import io.fleetauth.server.authority.ReturnAddress.ResponseMode;
import io.fleetauth.server.authority.Tenants.Tenant;
import io.fleetauth.server.reply.Call;
import io.fleetauth.server.reply.Parameters;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads authorization requests. A mistake in the client or its redirect URI is for the person alone
 * (RFC 6749 section 4.1.2.1), so it is looked for first; every other one goes back to the client.
 */
final class AuthorizationRequests {

  private static final String REDIRECT_URI = "redirect_uri";

  /** What the pages on the way repeat; everything else is ignored. */
  private static final List<String> NAMES =
      List.of(
          "client_id",
          "response_type",
          "response_mode",
          REDIRECT_URI,
          "scope",
          "state",
          "nonce",
          "code_challenge",
          "code_challenge_method",
          "prompt",
          "login_hint",
          "max_age",
          "request",
          "request_uri");

  private static final Map<String, Prompt> PROMPTS =
      Arrays.stream(Prompt.values())
          .collect(
              toUnmodifiableMap(
                  prompt -> prompt.name().toLowerCase(Locale.ROOT), prompt -> prompt));

  /** RFC 7636 section 4.2: SHA-256 in base64url. */
  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

  private final Tenants tenants;
  private final ClientAuthenticator clients;

  AuthorizationRequests(Tenants tenants, ClientAuthenticator clients) {
    this.tenants = tenants;
    this.clients = clients;
  }

  /**
   * A client that is known, and an address that it registered.
   *
   * @param redirectUri as asked, or null
   */
  record Asker(Client client, Tenant tenant, ReturnAddress back, @Nullable String redirectUri) {}

  /**
   * Finds out who asks.
   *
   * @throws RefusedException when nobody may be redirected
   */
  Asker asker(Call call, Parameters asked) {
    var tenant = tenants.of(call);
    var id = single(asked, "client_id");
    var client = id == null ? null : clients.find(id);
    if (client == null) {
      throw new RefusedException(Refusal.UNKNOWN_CLIENT, "The application is not known.");
    }
    var redirectUri = single(asked, REDIRECT_URI);
    var mode = asked.all("response_mode").size() == 1 ? asked.get("response_mode") : null;
    var known = ResponseMode.of(mode);
    var back =
        new ReturnAddress(
            registered(client, redirectUri),
            known == null ? ResponseMode.QUERY : known,
            asked.all("state").size() == 1 ? asked.get("state") : null,
            tenant.issuer());
    return new Asker(client, tenant, back, redirectUri);
  }

  private static String registered(Client client, @Nullable String redirectUri) {
    var known = client.redirectUris();
    if (redirectUri == null && known.size() == 1) {
      return known.get(0);
    }
    if (redirectUri == null || !RedirectUris.isRegistered(known, redirectUri)) {
      throw new RefusedException(
          Refusal.REDIRECT_URI_UNKNOWN,
          "The redirect URI of the request is not registered for the application.");
    }
    return redirectUri;
  }

  /**
   * Reads the rest.
   *
   * @throws RefusedException for the client to hear of
   */
  AuthorizationRequest read(Asker asker, Parameters asked) {
    NAMES.forEach(name -> single(asked, name));
    requireCode(asker.client(), asked);
    var client = asker.client();
    return new AuthorizationRequest(
        client,
        asker.tenant(),
        asker.back(),
        asker.redirectUri(),
        AskedScopes.of(client, asked.get("scope")),
        asked.get("nonce"),
        challenge(client, asked),
        prompt(asked),
        asked.get("login_hint"),
        maxAge(asked),
        query(asked));
  }

  private static @Nullable String single(Parameters asked, String name) {
    if (asked.all(name).size() > 1) {
      throw new RefusedException(Refusal.INVALID_REQUEST, name + " is given more than once.");
    }
    return asked.get(name);
  }

  private static void requireCode(Client client, Parameters asked) {
    if (asked.has("request")) {
      throw new RefusedException(Refusal.REQUEST_OBJECT, "'request' is not supported.");
    }
    if (asked.has("request_uri")) {
      throw new RefusedException(Refusal.REQUEST_URI, "'request_uri' is not supported.");
    }
    var type = asked.get("response_type");
    if (type == null) {
      throw new RefusedException(Refusal.INVALID_REQUEST, "response_type is missing.");
    }
    if (!type.equals("code")) {
      throw new RefusedException(Refusal.RESPONSE_TYPE, "response_type must be 'code'.");
    }
    if (ResponseMode.of(asked.get("response_mode")) == null) {
      throw new RefusedException(
          Refusal.RESPONSE_MODE, "response_mode must be 'query', 'fragment' or 'form_post'.");
    }
    if (!client.grants().contains(GrantType.AUTHORIZATION_CODE)) {
      throw new RefusedException(
          Refusal.CLIENT_NOT_ALLOWED, "The client may not use the authorization code flow.");
    }
  }

  /** RFC 7636 section 4.4.1; a missing method means {@code plain}. */
  private static @Nullable String challenge(Client client, Parameters asked) {
    var challenge = asked.get("code_challenge");
    var method = asked.get("code_challenge_method");
    if (challenge == null) {
      if (client.isPublic() || method != null) {
        throw new RefusedException(Refusal.CHALLENGE_MISSING, "code_challenge is missing.");
      }
      return null;
    }
    if (!"S256".equals(method)) {
      throw new RefusedException(Refusal.CHALLENGE_METHOD, "code_challenge_method must be 'S256'.");
    }
    if (!CHALLENGE.matcher(challenge).matches()) {
      throw new RefusedException(
          Refusal.CHALLENGE_MISSING, "code_challenge must be a SHA-256 hash in base64url.");
    }
    return challenge;
  }

  private static Set<Prompt> prompt(Parameters asked) {
    var values = asked.get("prompt", "").trim();
    if (values.isEmpty()) {
      return Set.of();
    }
    var prompt =
        Arrays.stream(values.split(" +"))
            .map(AuthorizationRequests::prompt)
            .collect(toUnmodifiableSet());
    if (prompt.contains(Prompt.NONE) && prompt.size() > 1) {
      throw new RefusedException(Refusal.INVALID_REQUEST, "prompt 'none' stands alone.");
    }
    return prompt;
  }

  private static Prompt prompt(String value) {
    var prompt = PROMPTS.get(value);
    if (prompt == null) {
      throw new RefusedException(
          Refusal.INVALID_REQUEST,
          "prompt must be 'none', 'login', 'consent' or 'select_account'.");
    }
    return prompt;
  }

  private static @Nullable Duration maxAge(Parameters asked) {
    var seconds = asked.get("max_age");
    if (seconds == null) {
      return null;
    }
    if (!SECONDS.matcher(seconds).matches()) {
      throw new RefusedException(Refusal.INVALID_REQUEST, "max_age must be whole seconds.");
    }
    return Duration.ofSeconds(Long.parseLong(seconds));
  }

  private static String query(Parameters asked) {
    var parameters = new LinkedHashMap<String, String>();
    for (String name : NAMES) {
      var value = asked.get(name);
      if (value != null) {
        parameters.put(name, value);
      }
    }
    return ReturnAddress.encoded(parameters);
  }
}
