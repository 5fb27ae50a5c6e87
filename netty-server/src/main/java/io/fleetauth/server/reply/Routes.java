// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.reply;

import io.netty.handler.codec.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One segment of the tree of routes: a literal segment wins over a variable one. */
final class Routes {

  /** What a path led to: its handlers by method, and the decoded variables. */
  record Match(Routes node, Map<String, String> variables) {}

  private final Map<String, Routes> literals = new HashMap<>();
  private final Map<String, Router.RawHandler> handlers = new TreeMap<>();
  private @Nullable Routes variable;
  private List<String> names = List.of();

  void add(HttpMethod method, String template, Router.RawHandler handler) {
    var node = this;
    var variables = new ArrayList<String>();
    for (String segment : segments(template)) {
      if (segment.startsWith("{") && segment.endsWith("}")) {
        variables.add(segment.substring(1, segment.length() - 1));
        node.variable = node.variable == null ? new Routes() : node.variable;
        node = node.variable;
      } else {
        node = node.literals.computeIfAbsent(segment, any -> new Routes());
      }
    }
    node.names = List.copyOf(variables);
    if (node.handlers.put(method.name(), handler) != null) {
      throw new IllegalArgumentException("two handlers for " + method + " " + template);
    }
  }

  @Nullable Match find(String path) {
    var segments = segments(path);
    var values = new ArrayList<String>();
    var node = descend(segments, 0, values);
    return node == null ? null : new Match(node, node.named(values));
  }

  private @Nullable Routes descend(List<String> segments, int depth, List<String> values) {
    if (depth == segments.size()) {
      return handlers.isEmpty() ? null : this;
    }
    var segment = segments.get(depth);
    var literal = literals.get(segment);
    var found = literal == null ? null : literal.descend(segments, depth + 1, values);
    if (found != null || variable == null || segment.isEmpty()) {
      return found;
    }
    int mark = values.size();
    values.add(Parameters.decodePath(segment));
    found = variable.descend(segments, depth + 1, values);
    if (found == null) {
      values.subList(mark, values.size()).clear();
    }
    return found;
  }

  private Map<String, String> named(List<String> values) {
    if (values.isEmpty()) {
      return Map.of();
    }
    var named = new HashMap<String, String>();
    for (int i = 0; i < names.size(); i++) {
      named.put(names.get(i), values.get(i));
    }
    return named;
  }

  /** Returns the pieces between slashes; one slash at the end is ignored. */
  private static List<String> segments(String path) {
    var segments = new ArrayList<String>(8);
    int from = path.startsWith("/") ? 1 : 0;
    while (from < path.length()) {
      int to = path.indexOf('/', from);
      to = to < 0 ? path.length() : to;
      segments.add(path.substring(from, to));
      from = to + 1;
    }
    return segments;
  }

  /** Returns the handler; HEAD is answered by the handler of GET. */
  Router.@Nullable RawHandler handler(HttpMethod method) {
    var found = handlers.get(method.name());
    return found == null && method.equals(HttpMethod.HEAD) ? handlers.get("GET") : found;
  }

  /** Returns the value of {@code Allow}. */
  String allowed() {
    var methods = new ArrayList<>(handlers.keySet());
    if (handlers.containsKey("GET") && !handlers.containsKey("HEAD")) {
      methods.add("HEAD");
    }
    if (!handlers.containsKey("OPTIONS")) {
      methods.add("OPTIONS");
    }
    return String.join(", ", methods);
  }
}
