// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.store.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetauth.oauth.ClientSecret;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A connection URI of PostgreSQL, as its documentation of libpq describes it. No message shows what
 * was given, as that may hold a password.
 *
 * @param parameters by their names in libpq
 */
record PostgresUrl(
    String user,
    @Nullable ClientSecret password,
    List<Host> hosts,
    String database,
    Map<String, String> parameters) {

  static final Set<String> PARAMETERS =
      Set.of("sslmode", "sslrootcert", "sslcert", "sslkey", "application_name");

  private static final int DEFAULT_PORT = 5432;
  private static final String SHAPE = "must be postgresql://user:password@host:port/database";
  private static final Pattern URL =
      Pattern.compile(
          "(?:r2dbc:)?postgres(?:ql)?://(?<user>[^:@/?]+)(?::(?<password>[^@/?]*))?@"
              + "(?<hosts>[^@/?]+)/(?<database>[^/?]+)(?:\\?(?<query>.*))?");
  private static final Pattern HOST =
      Pattern.compile(
          "(?:\\[(?<v6>[0-9A-Fa-f:.]+)\\]|(?<name>[^:\\[\\]]+))(?::(?<port>\\d{1,5}))?");

  /** One server of those to try, in this order. */
  record Host(String name, int port) {

    static Host parse(String text) {
      Matcher host = HOST.matcher(text);
      require(host.matches());
      int port = host.group("port") == null ? DEFAULT_PORT : Integer.parseInt(host.group("port"));
      require(port >= 1 && port <= 65_535);
      return new Host(host.group("v6") == null ? host.group("name") : host.group("v6"), port);
    }

    @Override
    public String toString() {
      return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
  }

  static PostgresUrl parse(String text) {
    Matcher url = URL.matcher(text);
    require(url.matches());
    String password = url.group("password");
    return new PostgresUrl(
        decoded(url.group("user")),
        password == null || password.isEmpty() ? null : new ClientSecret(decoded(password)),
        hosts(url.group("hosts")),
        decoded(url.group("database")),
        parameters(url.group("query")));
  }

  private static List<Host> hosts(String text) {
    var hosts = new ArrayList<Host>();
    for (String host : text.split(",", -1)) {
      hosts.add(Host.parse(host));
    }
    return List.copyOf(hosts);
  }

  private static Map<String, String> parameters(@Nullable String query) {
    var parameters = new LinkedHashMap<String, String>();
    for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? "" : pair.substring(0, equals);
      if (!PARAMETERS.contains(name)) {
        throw new IllegalArgumentException(
            "PostgreSQL URL has a parameter other than " + PARAMETERS.stream().sorted().toList());
      }
      parameters.put(name, decoded(pair.substring(equals + 1)));
    }
    return Map.copyOf(parameters);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) { // its message and cause would show a part of the text
      throw new IllegalArgumentException("PostgreSQL URL has a bad percent sign");
    }
  }

  private static void require(boolean fits) {
    if (!fits) {
      throw new IllegalArgumentException("PostgreSQL URL " + SHAPE);
    }
  }

  PostgresUrl withPassword(ClientSecret other) {
    return new PostgresUrl(user, other, hosts, database, parameters);
  }

  /** Without what must not be shown. */
  @Override
  public String toString() {
    var servers = new StringBuilder();
    hosts.forEach(host -> servers.append(servers.isEmpty() ? "" : ",").append(host));
    return "postgresql://" + user + "@" + servers + "/" + database;
  }
}
