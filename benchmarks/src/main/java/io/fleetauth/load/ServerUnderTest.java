// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.endpoint.ClientAuthentication;
import io.fleetauth.load.client.TargetFinder.Kind;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which server, and how to be let in.
 *
 * @param issuer exactly as the server writes it
 * @param scope what sign-ins and client credentials ask for; blank for nothing
 * @param people who approve at the pages, in turn; null when nobody does
 * @param control the control API of a Fleetauth authority; null when there is none
 * @param trusted certificates to trust instead of the JDK's; empty for those
 * @param metrics a Prometheus page of the server; null when there is none, or to look for a
 *     gateway's own
 * @param pid its process on this machine; null when unknown
 */
record ServerUnderTest(
    String issuer,
    Kind kind,
    String clientId,
    ClientAuthentication authentication,
    String scope,
    @Nullable People people,
    @Nullable ControlAddress control,
    List<X509Certificate> trusted,
    @Nullable URI metrics,
    @Nullable Long pid) {

  /**
   * People with the same password.
   *
   * @param names at least one
   */
  record People(List<String> names, String password) {

    private static final Pattern RANGE = Pattern.compile("\\{(\\d{1,7})\\.\\.(\\d{1,7})}");

    People {
      names = List.copyOf(names);
    }

    /** Returns who is meant: a name, or all that {@code user-{1..50}} stands for. */
    static People of(String pattern, String password) {
      Matcher range = RANGE.matcher(pattern);
      if (!range.find()) {
        return new People(List.of(pattern), password);
      }
      String before = pattern.substring(0, range.start());
      String after = pattern.substring(range.end());
      int last = Integer.parseInt(range.group(2));
      return new People(
          IntStream.rangeClosed(Integer.parseInt(range.group(1)), last)
              .mapToObj(number -> before + number + after)
              .toList(),
          password);
    }

    @Override
    public String toString() {
      return "People" + names;
    }
  }

  /**
   * @param base scheme, host and port
   * @param token its control token
   */
  record ControlAddress(URI base, String token) {

    @Override
    public String toString() {
      return "ControlAddress[" + base + "]";
    }
  }
}
