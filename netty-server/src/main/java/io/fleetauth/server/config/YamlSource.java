// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML 1.2 into nodes that know their place. */
final class YamlSource {

  private static final int MAX_CHARACTERS = 1_000_000;

  private final String name;

  private YamlSource(String name) {
    this.name = name;
  }

  static ConfigNode.Mapping read(Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      return parse(name, Files.readString(file, UTF_8));
    } catch (NoSuchFileException e) {
      throw new ConfigException("no such configuration file: " + file);
    } catch (AccessDeniedException e) {
      throw new ConfigException("not allowed to read the configuration file " + file);
    } catch (CharacterCodingException e) {
      throw new ConfigException(name + ": is not UTF-8");
    } catch (IOException e) {
      throw new ConfigException("can not read the configuration file " + file);
    }
  }

  static ConfigNode.Mapping parse(String name, String text) {
    return new YamlSource(name).document(text);
  }

  private ConfigNode.Mapping document(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new ConfigException(name + ": is larger than " + MAX_CHARACTERS + " characters");
    }
    ConfigNode root = compose(text).map(this::node).orElse(empty());
    if (root instanceof ConfigNode.Scalar scalar && scalar.isEmpty()) {
      return empty();
    }
    if (root instanceof ConfigNode.Mapping mapping) {
      return mapping;
    }
    throw root.at().error("expected keys, found " + root.described());
  }

  private ConfigNode.Mapping empty() {
    return ConfigNode.Mapping.empty(new Position(name, 1, 1));
  }

  private Optional<Node> compose(String text) {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(name).build();
      return new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      Position at = e.getProblemMark().map(this::position).orElse(Position.of(name));
      throw at.error("is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new ConfigException(name + ": is not YAML: " + e.getMessage());
    }
  }

  private ConfigNode node(Node node) {
    Position at = node.getStartMark().map(this::position).orElse(Position.of(name));
    if (node instanceof ScalarNode scalar) {
      boolean quoted = scalar.getScalarStyle() != ScalarStyle.PLAIN;
      String text = Tag.NULL.equals(scalar.getTag()) ? "" : scalar.getValue();
      return new ConfigNode.Scalar(at, text, quoted);
    }
    if (node instanceof SequenceNode sequence) {
      return new ConfigNode.Sequence(at, sequence.getValue().stream().map(this::node).toList());
    }
    return mapping(at, (MappingNode) node);
  }

  private ConfigNode.Mapping mapping(Position at, MappingNode mapping) {
    Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(node(tuple.getKeyNode()) instanceof ConfigNode.Scalar key)) {
        throw at.error("a key must be a word");
      }
      var entry = new ConfigNode.Entry(key.at(), node(tuple.getValueNode()));
      if (entries.putIfAbsent(key.text(), entry) != null) {
        throw key.at().error("key '" + key.text() + "' is there twice");
      }
    }
    return new ConfigNode.Mapping(at, entries);
  }

  private Position position(Mark mark) {
    return new Position(name, mark.getLine() + 1, mark.getColumn() + 1);
  }
}
