package org.fieldbeacon.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads YAML within limits, so that no file can exhaust the gateway, and keeps its lines.
final class YamlFile {
  private static final int MAX_BYTES = YamlBounds.MAX_BYTES;
  private static final int MAX_NODES = YamlBounds.MAX_NODES;

  private final Findings findings;
  private final Variables variables;
  private final Deque<Node> open = new ArrayDeque<>();
  private int nodes;

  private YamlFile(Findings findings, Variables variables) {
    this.findings = findings;
    this.variables = variables;
  }

  /// The file's tree; empty when it has none, which is then among the findings.
  static Optional<Yaml> read(InputStream in, Variables variables, Findings findings)
      throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      findings.add(0, Findings.WHOLE, "more than " + MAX_BYTES + " bytes", "fewer");
      return Optional.empty();
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return parse(text, variables, findings);
    } catch (CharacterCodingException _) {
      findings.add(0, Findings.WHOLE, "bytes that are not UTF-8", "UTF-8");
      return Optional.empty();
    }
  }

  private static Optional<Yaml> parse(String text, Variables variables, Findings findings) {
    try {
      Optional<YamlBounds.Excess> excess = YamlBounds.excess(text);
      if (excess.isPresent()) {
        YamlBounds.Excess e = excess.get();
        findings.add(e.line(), Findings.WHOLE, e.got(), e.wanted());
        return Optional.empty();
      }
      Optional<Node> node = new Compose(YamlBounds.settings()).composeString(text);
      if (node.isEmpty()) {
        findings.add(1, Findings.WHOLE, "an empty file", "a mapping");
        return Optional.empty();
      }
      var file = new YamlFile(findings, variables);
      Yaml tree = file.convert(node.get(), "");
      if (file.nodes > MAX_NODES) {
        findings.add(0, Findings.WHOLE, "more than " + MAX_NODES + " values", "fewer");
        return Optional.empty();
      }
      findings.placeIn(tree);
      return Optional.of(tree);
    } catch (MarkedYamlEngineException e) {
      findings.add(
          e.getProblemMark().map(m -> m.getLine() + 1).orElse(0),
          Findings.WHOLE,
          String.valueOf(e.getProblem()),
          "YAML");
    } catch (YamlEngineException e) {
      findings.add(0, Findings.WHOLE, String.valueOf(e.getMessage()), "YAML");
    }
    return Optional.empty();
  }

  private Yaml convert(Node node, String path) {
    int line = node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    if (++nodes > MAX_NODES) {
      return nothing(line); // Refused as a whole once it is read.
    }
    if (open.contains(node)) {
      findings.add(line, path, "an alias of what it stands in", "a value");
      return nothing(line);
    }
    open.push(node);
    Yaml tree =
        switch (node) {
          case MappingNode mapping -> mapping(mapping, line, path);
          case SequenceNode sequence -> sequence(sequence, line, path);
          case ScalarNode scalar -> scalar(scalar, line, path);
          default -> nothing(line);
        };
    open.pop();
    return tree;
  }

  private Yaml mapping(MappingNode node, int line, String path) {
    Map<String, Yaml> entries = new LinkedHashMap<>();
    Map<String, Integer> keyLines = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      int keyLine = tuple.getKeyNode().getStartMark().map(Mark::getLine).orElse(-1) + 1;
      if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
        findings.add(keyLine, path, "a key that is no scalar", "text");
        continue;
      }
      String key = scalar.getValue();
      String below = path.isEmpty() ? key : path + "." + key;
      if (keyLines.putIfAbsent(key, keyLine) != null) {
        findings.add(
            keyLine,
            below,
            "the key a second time",
            "each key once, first on line " + keyLines.get(key));
      } else {
        entries.put(key, convert(tuple.getValueNode(), below));
      }
    }
    return new Yaml.Mapping(line, entries, keyLines);
  }

  private Yaml sequence(SequenceNode node, int line, String path) {
    List<Yaml> items = new ArrayList<>();
    for (Node item : node.getValue()) {
      items.add(convert(item, path + "[" + items.size() + "]"));
    }
    return new Yaml.Sequence(line, items);
  }

  private Yaml scalar(ScalarNode node, int line, String path) {
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) {
      findings.add(line, path, "nothing", "a value, or no key");
      return nothing(line);
    }
    Yaml.Scalar.Kind kind = Yaml.Scalar.Kind.TEXT;
    if (tag.equals(Tag.INT)) {
      kind = Yaml.Scalar.Kind.INTEGER;
    } else if (tag.equals(Tag.FLOAT)) {
      kind = Yaml.Scalar.Kind.NUMBER;
    } else if (tag.equals(Tag.BOOL)) {
      kind = Yaml.Scalar.Kind.FLAG;
    } else if (!tag.equals(Tag.STR) && !tag.equals(Tag.ENV_TAG)) {
      findings.add(line, path, "the tag " + tag.getValue(), "no tag");
    }
    return variables.resolve(new Yaml.Scalar(line, kind, node.getValue()), path, findings);
  }

  private static Yaml nothing(int line) {
    return new Yaml.Scalar(line, Yaml.Scalar.Kind.NOTHING, "");
  }
}
