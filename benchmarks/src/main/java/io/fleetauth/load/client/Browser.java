// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.client;

import io.netty.handler.codec.http.cookie.ClientCookieDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The browser of one person: follows redirects and keeps cookies, each with its host; runs no
 * scripts. For one walk at a time.
 */
final class Browser {

  private static final int MOST_REDIRECTS = 10;

  private final Wire wire;
  private final Map<String, Map<String, String>> cookies = new ConcurrentHashMap<>();

  Browser(Wire wire) {
    this.wire = wire;
  }

  Mono<Page> open(URI address) {
    return follow(wire.get(address, headers(address)), address, MOST_REDIRECTS);
  }

  Mono<Page> submit(Submission form) {
    if (!form.post()) {
      String query = Wire.encoded(form.fields());
      return open(form.action().resolve(path(form.action()) + "?" + query));
    }
    Map<String, String> headers = new ConcurrentHashMap<>(headers(form.action()));
    headers.put("content-type", "application/x-www-form-urlencoded");
    return follow(
        wire.post(form.action(), headers, Wire.encoded(form.fields())),
        form.action(),
        MOST_REDIRECTS);
  }

  private static String path(URI uri) {
    String path = uri.getRawPath();
    return path == null || path.isEmpty() ? "/" : path;
  }

  private Mono<Page> follow(Mono<Answer> request, URI address, int left) {
    return request.flatMap(
        answer -> {
          keepCookies(address, answer);
          String location = answer.headers().get("location");
          if (answer.status() / 100 != 3 || location == null) {
            return Mono.just(new Page(address, answer.status(), answer.body()));
          }
          if (left == 0) {
            return Mono.error(new RefusedException("redirected too often"));
          }
          URI next = address.resolve(location);
          return follow(wire.get(next, headers(next)), next, left - 1);
        });
  }

  private void keepCookies(URI address, Answer answer) {
    for (String header : answer.headers().getAll("set-cookie")) {
      Cookie cookie = ClientCookieDecoder.LAX.decode(header);
      if (cookie != null) {
        keep(ofHost(address), cookie);
      }
    }
  }

  private static void keep(Map<String, String> jar, Cookie cookie) {
    if (cookie.maxAge() == 0 || cookie.value().isEmpty()) {
      jar.remove(cookie.name());
    } else {
      jar.put(cookie.name(), cookie.value());
    }
  }

  private Map<String, String> ofHost(URI address) {
    return cookies.computeIfAbsent(host(address), any -> new ConcurrentHashMap<>());
  }

  private static String host(URI address) {
    @Nullable String host = address.getHost();
    return host == null ? "" : host;
  }

  private Map<String, String> headers(URI address) {
    Map<String, String> jar = ofHost(address);
    if (jar.isEmpty()) {
      return Map.of("accept", "text/html");
    }
    String all =
        jar.entrySet().stream()
            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
            .collect(Collectors.joining("; "));
    return Map.of("accept", "text/html", "cookie", all);
  }
}
