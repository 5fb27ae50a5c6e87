// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

import static io.fleetauth.server.authority.Settings.notNegative;
import static io.fleetauth.server.authority.Settings.orElse;
import static io.fleetauth.server.authority.Settings.positive;
import static io.fleetauth.server.authority.Settings.requireText;
import static io.fleetauth.server.authority.Settings.unique;
import static io.fleetauth.server.authority.Settings.unset;

import io.fleetauth.oauth.Scopes;
import io.fleetauth.server.authority.assertion.ClientCertificate;
import io.fleetauth.server.authority.assertion.FederatedCredential;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of the {@link Authority}. Made to be bound from YAML or JSON: every component may
 * be left out (null), and then has the default that is named here; what makes no sense is an {@link
 * IllegalArgumentException} that names the setting.
 *
 * @param publicUrl scheme, host and port to put into issuers and URLs; null takes them from each
 *     request, so that HTTP, HTTPS and any port work side by side
 * @param tenants tenant names or GUIDs that exist; empty accepts any
 * @param clients default: public {@code fleetauth-dev} and confidential {@code fleetauth-service}
 * @param users default: {@code demo} with password {@code demo}
 * @param signing algorithm of ID and access tokens; default RS256
 * @param opaqueAccessTokens access tokens without content instead of JWTs; default false
 * @param errors which error codes unknown and refused codes get; default STANDARD
 * @param scripts failures to play from the start
 * @param services the Azure services; default one account each
 */
public record AuthorityConfig(
    @Nullable URI publicUrl,
    List<String> tenants,
    List<Client> clients,
    List<User> users,
    Lifetimes lifetimes,
    Limits limits,
    Control control,
    Signing signing,
    Boolean opaqueAccessTokens,
    Errors errors,
    List<Script> scripts,
    ServicesConfig services) {

  /** Signature algorithm of tokens. */
  public enum Signing {
    RS256,
    ES256
  }

  /** {@code STANDARD} answers as RFC 8628 does, {@code ENTRA} with Microsoft's own codes. */
  public enum Errors {
    STANDARD,
    ENTRA
  }

  /** The tenant behind {@code common}, {@code organizations} and {@code consumers}. */
  public static final String DEFAULT_TENANT = "fleetauth";

  public AuthorityConfig {
    tenants = orElse(tenants, List.<String>of());
    clients = List.copyOf(orElse(clients, List.of(Client.DEVELOPMENT, Client.SERVICE)));
    users = List.copyOf(orElse(users, List.of(User.DEMO)));
    lifetimes = orElse(lifetimes, Lifetimes.DEFAULTS);
    limits = orElse(limits, Limits.DEFAULTS);
    control = orElse(control, Control.DEFAULTS);
    signing = orElse(signing, Signing.RS256);
    opaqueAccessTokens = orElse(opaqueAccessTokens, false);
    errors = orElse(errors, Errors.STANDARD);
    scripts = List.copyOf(orElse(scripts, List.<Script>of()));
    services = orElse(services, ServicesConfig.DEFAULTS);
    tenants.forEach(Tenants::requireName);
    unique(clients.stream().map(Client::id).toList(), "clients");
    unique(users.stream().map(User::name).toList(), "users");
  }

  /** Returns what the authority does without any configuration. */
  public static AuthorityConfig defaults() {
    return new AuthorityConfig(
        null, unset(), unset(), unset(), unset(), unset(), unset(), unset(), unset(), unset(),
        unset(), unset());
  }

  /**
   * An OAuth client.
   *
   * @param name what the confirm page calls it; default the id
   * @param secret shared; a client without secret, certificate and federated credential is public
   * @param redirectUris for the authorization code grant, see {@link RedirectUris}; default none
   * @param grants allowed values of {@code grant_type}, short or long; default device code,
   *     authorization code and refresh token, for a confidential client also client credentials and
   *     on-behalf-of
   * @param scopes scopes that it may ask; empty allows all
   * @param consentedScopes scopes that a refresh may add to what the person approved, {@code *} for
   *     all that are allowed; default none
   * @param certificates that it signs assertions with (RFC 7523); default none
   * @param federatedCredentials tokens of other issuers that stand for it; default none
   * @param identifierUris audiences of tokens that it takes as an API, beside its id and {@code
   *     api://} with its id; default none
   */
  public record Client(
      String id,
      String name,
      @Nullable String secret,
      List<String> redirectUris,
      Set<String> grants,
      Set<String> scopes,
      Set<String> consentedScopes,
      List<ClientCertificate> certificates,
      List<FederatedCredential> federatedCredentials,
      List<String> identifierUris) {

    static final Client DEVELOPMENT =
        new Client(
            "fleetauth-dev",
            "Fleetauth development",
            null,
            List.of("http://localhost", "http://127.0.0.1", "http://[::1]"),
            GrantType.defaults(true),
            Set.of(),
            Set.of("*"),
            List.of(),
            List.of(),
            List.of());
    static final Client SERVICE =
        new Client(
            "fleetauth-service",
            "Fleetauth service",
            "fleetauth-service-secret",
            List.of(),
            GrantType.ALL,
            Set.of(),
            Set.of("*"),
            List.of(),
            List.of(),
            List.of());

    public Client {
      requireText(id, "clients.id");
      name = orElse(name, id);
      redirectUris = List.copyOf(orElse(redirectUris, List.<String>of()));
      redirectUris.forEach(RedirectUris::require);
      certificates = List.copyOf(orElse(certificates, List.<ClientCertificate>of()));
      federatedCredentials =
          List.copyOf(orElse(federatedCredentials, List.<FederatedCredential>of()));
      identifierUris = List.copyOf(orElse(identifierUris, List.<String>of()));
      boolean open = secret == null && certificates.isEmpty() && federatedCredentials.isEmpty();
      grants = GrantType.normalized(orElse(grants, GrantType.defaults(open)));
      scopes = Set.copyOf(orElse(scopes, Set.<String>of()));
      consentedScopes = Set.copyOf(orElse(consentedScopes, Set.<String>of()));
      if (secret != null) {
        requireText(secret, "clients.secret of " + id);
      }
    }

    boolean isPublic() {
      return secret == null && certificates.isEmpty() && federatedCredentials.isEmpty();
    }

    /** Returns whether tokens for this audience are for this client, as an API. */
    boolean isAudience(String audience) {
      return audience.equals(id)
          || audience.equals("api://" + id)
          || identifierUris.contains(audience);
    }

    boolean mayAsk(Scopes asked) {
      return scopes.isEmpty() || asked.values().stream().allMatch(this::mayAsk);
    }

    private boolean mayAsk(String scope) {
      return scopes.contains(scope) || TokenAudience.OPENID_SCOPES.contains(scope);
    }

    boolean mayAdd(String scope) {
      return consentedScopes.contains("*") || consentedScopes.contains(scope);
    }

    @Override
    public String toString() {
      return "Client[id=" + id + ", secret=" + (secret == null ? "none" : "redacted") + "]";
    }
  }

  /**
   * A person.
   *
   * @param password plain, or {@code pbkdf2:iterations:salt:hash} in base64 (HMAC-SHA256)
   * @param displayName default the name
   * @param oid object id; default derived from the name, so the same on every machine
   * @param disabled refuses sign-in, redemption and refresh; default false
   */
  public record User(
      String name, String password, String displayName, String oid, Boolean disabled) {

    static final User DEMO = new User("demo", "demo", "Demo User", "", false);

    public User {
      requireText(name, "users.name");
      requireText(password, "users.password of " + name);
      displayName = orElse(displayName, name);
      oid = oid == null || oid.isBlank() ? Tenants.guid("user:" + name) : oid;
      disabled = orElse(disabled, false);
    }

    @Override
    public String toString() {
      return "User[name=" + name + ", password=redacted]";
    }
  }

  /**
   * How long things live.
   *
   * @param accessToken default 60 minutes
   * @param idToken default 60 minutes
   * @param deviceCode default 15 minutes
   * @param refreshTokenIdle a refresh token that is not used for so long ends; default 90 days
   * @param pollInterval {@code interval} of the device grant, whole seconds, 0 allowed; default 5 s
   * @param rotateRefreshTokens default true
   * @param refreshGrace for so long the token before the current one still gets the current one;
   *     zero switches it off; default 30 s
   * @param refreshIn {@code refresh_in} of token answers; null sends none
   * @param browserSession idle time of a person's sign-in at the pages; default 30 minutes
   * @param authorizationCode default one minute
   */
  public record Lifetimes(
      Duration accessToken,
      Duration idToken,
      Duration deviceCode,
      Duration refreshTokenIdle,
      Duration pollInterval,
      Boolean rotateRefreshTokens,
      Duration refreshGrace,
      @Nullable Duration refreshIn,
      Duration browserSession,
      Duration authorizationCode) {

    static final Lifetimes DEFAULTS =
        new Lifetimes(
            unset(), unset(), unset(), unset(), unset(), unset(), unset(), null, unset(), unset());

    public Lifetimes {
      accessToken = positive(accessToken, Duration.ofMinutes(60), "accessToken");
      idToken = positive(idToken, Duration.ofMinutes(60), "idToken");
      deviceCode = positive(deviceCode, Duration.ofMinutes(15), "deviceCode");
      refreshTokenIdle = positive(refreshTokenIdle, Duration.ofDays(90), "refreshTokenIdle");
      pollInterval = notNegative(pollInterval, Duration.ofSeconds(5), "pollInterval");
      rotateRefreshTokens = orElse(rotateRefreshTokens, true);
      refreshGrace = notNegative(refreshGrace, Duration.ofSeconds(30), "refreshGrace");
      browserSession = positive(browserSession, Duration.ofMinutes(30), "browserSession");
      authorizationCode = positive(authorizationCode, Duration.ofMinutes(1), "authorizationCode");
    }
  }

  /**
   * Bounds against guessing and flooding; each is answered with 429, the last with 503.
   *
   * @param deviceCodesPerMinute per client and source; 0 is no limit; default 6000
   * @param codeEntriesPerSource wrong user codes in 15 minutes; default 5
   * @param codeEntriesPerMinute wrong user codes of all sources; default 60
   * @param signInsPerSource wrong passwords in 15 minutes, per source and per name; default 10
   * @param pendingDeviceCodes unredeemed device codes at a time; default 1,000,000
   */
  public record Limits(
      Integer deviceCodesPerMinute,
      Integer codeEntriesPerSource,
      Integer codeEntriesPerMinute,
      Integer signInsPerSource,
      Integer pendingDeviceCodes) {

    static final Limits DEFAULTS = new Limits(unset(), unset(), unset(), unset(), unset());

    public Limits {
      deviceCodesPerMinute = notNegative(deviceCodesPerMinute, 6000, "deviceCodesPerMinute");
      codeEntriesPerSource = notNegative(codeEntriesPerSource, 5, "codeEntriesPerSource");
      codeEntriesPerMinute = notNegative(codeEntriesPerMinute, 60, "codeEntriesPerMinute");
      signInsPerSource = notNegative(signInsPerSource, 10, "signInsPerSource");
      pendingDeviceCodes = notNegative(pendingDeviceCodes, 1_000_000, "pendingDeviceCodes");
    }
  }

  /**
   * The control API.
   *
   * @param token bearer token of its calls; null generates one into the data folder
   * @param remote also answers peers that are not on loopback; default false
   */
  public record Control(@Nullable String token, Boolean remote) {

    static final Control DEFAULTS = new Control(null, unset());

    public Control {
      remote = orElse(remote, false);
    }

    @Override
    public String toString() {
      return "Control[token=redacted, remote=" + remote + "]";
    }
  }
}
