// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.oauth;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A set of scope tokens, RFC 6749 section 3.3. Keeps the order in which they were named for the
 * wire; two values with the same tokens in another order are equal.
 *
 * @param values scope tokens, none blank; may be empty
 */
public record Scopes(Set<String> values) {

  /** No scope asked: the authorization server decides. */
  public static final Scopes NONE = new Scopes(Set.of());

  public Scopes {
    values = Collections.unmodifiableSet(new LinkedHashSet<>(values));
    values.forEach(scope -> Require.notBlank(scope, "scope"));
  }

  /** Splits each argument on any run of white space; empty pieces are dropped. */
  public static Scopes of(String... scopes) {
    var values = new LinkedHashSet<String>();
    Arrays.stream(scopes)
        .flatMap(scope -> Arrays.stream(scope.trim().split("\\s+")))
        .filter(scope -> !scope.isEmpty())
        .forEach(values::add);
    return values.isEmpty() ? NONE : new Scopes(values);
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  public boolean contains(String scope) {
    return values.contains(scope);
  }

  public boolean containsAll(Scopes others) {
    return values.containsAll(others.values);
  }

  /** Returns these scopes followed by those of {@code others} that are not yet there. */
  public Scopes plus(Scopes others) {
    var all = new LinkedHashSet<>(values);
    all.addAll(others.values);
    return new Scopes(all);
  }

  /** Returns the space-delimited form of the {@code scope} parameter. */
  @Override
  public String toString() {
    return values.stream().collect(joining(" "));
  }
}
