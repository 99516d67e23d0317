package org.fieldbeacon.agent.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Edits a site file as text, so that comments, order and layout of all that is not edited stay as
/// they were. Every edit is read back and compared with what was meant; an edit that cannot be made
/// safely is refused, and nothing is changed.
///
/// A place is a path of steps. A step into a mapping is a key; a step into a list is the `id` or
/// the `name` of an entry, or `[2]` for the third.
public final class SiteText {
  private static final Pattern PLAIN =
      Pattern.compile("[\\p{L}][\\p{L}\\p{N}_./-]*( [\\p{L}\\p{N}_./()-]+)*");
  private static final Pattern PLAIN_KEY = Pattern.compile("[a-z][a-z0-9-]*(/[a-z0-9-]+)?");
  private static final Pattern NUMBERED = Pattern.compile("\\[\\d{1,6}]");
  private static final Pattern WORD_OF_YAML =
      Pattern.compile("(?i)true|false|null|yes|no|~|y|n|[.]nan|[.]inf");

  private final String text;

  private SiteText(String text) {
    this.text = text;
  }

  /// Why an edit was not made.
  public static final class EditException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EditException(String message) {
      super(message, null, false, false);
    }
  }

  /// The text with another value at a place; the key is added where there is none.
  ///
  /// @param value text, number, truth, list or map
  /// @throws EditException when the place is not there, or cannot be edited as text
  public static String set(String text, List<String> path, Object value) {
    Map<String, Object> wanted = tree(text);
    Object parent = walk(wanted, path.subList(0, path.size() - 1));
    if (!(parent instanceof Map<?, ?>)) {
      throw noPlace(path);
    }
    map(parent).put(path.getLast(), value);
    return checked(new SiteText(text).setAt(path, value), wanted, path);
  }

  /// The text with one entry more at the end of a list; a list at the top is begun where there is
  /// none.
  public static String append(String text, List<String> path, Map<String, Object> entry) {
    Map<String, Object> wanted = tree(text);
    if (path.size() == 1) {
      wanted.putIfAbsent(path.getFirst(), new ArrayList<>());
    }
    if (!(walk(wanted, path) instanceof List<?>)) {
      throw noPlace(path);
    }
    list(walk(wanted, path)).add(entry);
    return checked(new SiteText(text).appendAt(path, entry), wanted, path);
  }

  /// The text without what is at a place.
  public static String remove(String text, List<String> path) {
    Map<String, Object> wanted = tree(text);
    Object parent = walk(wanted, path.subList(0, path.size() - 1));
    if (parent instanceof List<?> l) {
      if (position(l, path.getLast()) < 0) {
        throw noPlace(path);
      }
      list(parent).remove(position(l, path.getLast()));
    } else if (parent instanceof Map<?, ?> m && m.containsKey(path.getLast())) {
      map(parent).remove(path.getLast());
    } else {
      throw noPlace(path);
    }
    return checked(new SiteText(text).removeAt(path), wanted, path);
  }

  /// The lines on which what is at a place stands, from the first, counted from 0, to before the
  /// last.
  ///
  /// @throws EditException when it shares a line with something else
  static Lines linesOf(String text, List<String> path) {
    return new SiteText(text).linesAt(path);
  }

  /// Some lines of a text, counted from 0.
  record Lines(int from, int to) {}

  /// Whether a tree has a place.
  static boolean has(Map<String, Object> tree, List<String> path) {
    try {
      walk(tree, path);
      return true;
    } catch (EditException _) {
      return false;
    }
  }

  /// What a tree has at a place.
  static Object at(Map<String, Object> tree, List<String> path) {
    return walk(tree, path);
  }

  /// Where in a list the entry of a step is; -1 when it is not there.
  private static int position(List<?> all, String step) {
    if (NUMBERED.matcher(step).matches()) {
      return index(step) < all.size() ? index(step) : -1;
    }
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof Map<?, ?> m && isNamed(m, step)) {
        return i;
      }
    }
    return -1;
  }

  /// The text's tree in plain maps, lists and scalars; empty when it has none.
  public static Map<String, Object> tree(String text) {
    requireBounded(text);
    try {
      Object tree = new Load(YamlBounds.settings()).loadFromString(text);
      return tree instanceof Map<?, ?> ? map(tree) : new LinkedHashMap<>();
    } catch (YamlEngineException e) {
      throw new EditException("the text is no YAML: " + e.getMessage());
    }
  }

  /// Refuses what would take the gateway's stack or its time, before anything is made of it; a text
  /// that is no YAML passes.
  ///
  /// @throws EditException with the line, and what is too much
  public static void requireBounded(String text) {
    Optional<YamlBounds.Excess> excess;
    try {
      excess = YamlBounds.excess(text);
    } catch (YamlEngineException _) {
      return; // Told by whoever builds it.
    }
    if (excess.isPresent()) {
      YamlBounds.Excess e = excess.get();
      throw new EditException("line " + e.line() + ": got " + e.got() + ", wanted " + e.wanted());
    }
  }

  /// Whether two trees say the same; numbers alike whether they are whole or not.
  static boolean isSame(Map<String, Object> one, Map<String, Object> other) {
    return plain(one).equals(plain(other));
  }

  private static String checked(String edited, Map<String, Object> wanted, List<String> path) {
    if (!plain(tree(edited)).equals(plain(wanted))) {
      throw new EditException(
          String.join(" / ", path) + ": the layout here can be edited only in the text itself");
    }
    return edited;
  }

  /// Numbers alike whether they are whole or not.
  private static Object plain(Object value) {
    return switch (value) {
      case Map<?, ?> m -> {
        Map<Object, Object> all = new LinkedHashMap<>();
        m.forEach((k, v) -> all.put(k, plain(Objects.requireNonNullElse(v, ""))));
        yield all;
      }
      case List<?> l -> l.stream().map(v -> plain(Objects.requireNonNullElse(v, ""))).toList();
      case Number n -> n.doubleValue();
      default -> value;
    };
  }

  private static EditException noPlace(List<String> path) {
    return new EditException("the file has no place " + String.join(" / ", path));
  }

  private static Object walk(Object from, List<String> path) {
    Object at = from;
    for (String step : path) {
      Object next =
          switch (at) {
            case Map<?, ?> m -> m.get(step);
            case List<?> l -> position(l, step) < 0 ? null : l.get(position(l, step));
            default -> null;
          };
      if (next == null) {
        throw noPlace(path);
      }
      at = next;
    }
    return at;
  }

  private static int index(String step) {
    return Integer.parseInt(step.substring(1, step.length() - 1));
  }

  private static boolean isNamed(Map<?, ?> entry, String name) {
    Object own = entry.containsKey("id") ? entry.get("id") : entry.get("name");
    return name.equals(own);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  // ---- the same on the text

  private String setAt(List<String> path, Object value) {
    Optional<Node> above = node(path.subList(0, path.size() - 1));
    var parent = (MappingNode) above.orElseThrow(() -> noPlace(path));
    String key = path.getLast();
    Optional<NodeTuple> known = entry(parent, key);
    if (known.isPresent()) {
      Node old = known.get().getValueNode();
      return replaced(start(old), end(old), flow(value));
    }
    if (parent.getFlowStyle() == FlowStyle.FLOW) {
      return intoFlow(parent, key(key) + ": " + flow(value));
    }
    if (parent.getValue().isEmpty()) {
      throw new EditException(key + ": nothing to put it beside");
    }
    int column = column(start(parent.getValue().getFirst().getKeyNode()));
    String rendered =
        value instanceof Map<?, ?> m && column == 0
            ? key(key) + ":\n" + block(map(m), 2)
            : key(key) + ": " + flow(value);
    return replaced(lineEnd(end(parent)), lineEnd(end(parent)), "\n" + indent(column) + rendered);
  }

  private String appendAt(List<String> path, Map<String, Object> entry) {
    Optional<Node> found = node(path);
    if (found.isEmpty()) {
      String gap = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
      return text + gap + key(path.getLast()) + ":\n" + item(entry, 2) + "\n";
    }
    var sequence = (SequenceNode) found.get();
    if (sequence.getFlowStyle() == FlowStyle.FLOW) {
      return sequence.getValue().isEmpty()
          ? replaced(
              afterColon(start(sequence)),
              end(sequence),
              "\n" + item(entry, lineIndent(start(sequence)) + 2))
          : intoFlow(sequence, flow(entry));
    }
    Node last = sequence.getValue().getLast();
    int column = column(dash(start(last)));
    int at = lineEnd(end(last));
    return replaced(at, at, "\n" + item(entry, column));
  }

  private String removeAt(List<String> path) {
    Node parent = node(path.subList(0, path.size() - 1)).orElseThrow();
    if (parent instanceof SequenceNode sequence) {
      Node item = node(path).orElseThrow();
      if (sequence.getFlowStyle() == FlowStyle.FLOW) {
        return outOfFlow(start(item), end(item));
      }
      int from = lineStart(dash(start(item)));
      int to = Math.min(text.length(), lineEnd(end(item)) + 1);
      return sequence.getValue().size() == 1
          ? emptied(path.subList(0, path.size() - 1), from, to)
          : replaced(from, to, "");
    }
    var mapping = (MappingNode) parent;
    NodeTuple tuple = entry(mapping, path.getLast()).orElseThrow();
    if (mapping.getFlowStyle() == FlowStyle.FLOW) {
      return outOfFlow(start(tuple.getKeyNode()), end(tuple.getValueNode()));
    }
    int from = start(tuple.getKeyNode());
    if (!text.substring(lineStart(from), from).isBlank()) {
      throw new EditException(path.getLast() + ": stands first in its entry");
    }
    return replaced(
        lineStart(from), Math.min(text.length(), lineEnd(end(tuple.getValueNode())) + 1), "");
  }

  /// Without a list's only entry: `[]` behind its key, and the comments between stay.
  private String emptied(List<String> list, int from, int to) {
    var above = (MappingNode) node(list.subList(0, list.size() - 1)).orElseThrow();
    Node key = entry(above, list.getLast()).orElseThrow().getKeyNode();
    int colon = text.indexOf(':', end(key)) + 1;
    return text.substring(0, colon) + " []" + text.substring(colon, from) + text.substring(to);
  }

  private Lines linesAt(List<String> path) {
    Node parent = node(path.subList(0, path.size() - 1)).orElseThrow(() -> noPlace(path));
    int first;
    Node last;
    if (parent instanceof MappingNode mapping) {
      NodeTuple tuple = entry(mapping, path.getLast()).orElseThrow(() -> noPlace(path));
      first = start(tuple.getKeyNode());
      last = tuple.getValueNode();
    } else {
      last = node(path).orElseThrow(() -> noPlace(path));
      first = dash(start(last));
    }
    boolean isFlow = ((CollectionNode<?>) parent).getFlowStyle() == FlowStyle.FLOW;
    if (isFlow || !text.substring(lineStart(first), first).isBlank()) {
      throw new EditException(path.getLast() + ": shares its line");
    }
    int from = (int) text.substring(0, first).chars().filter(c -> c == '\n').count();
    int to = (int) text.substring(0, end(last)).chars().filter(c -> c == '\n').count() + 1;
    return new Lines(from, to);
  }

  /// Without the blanks that stand between a key's colon and what begins at `at`.
  private int afterColon(int at) {
    int from = at;
    while (from > 0 && text.charAt(from - 1) == ' ') {
      from--;
    }
    return from;
  }

  private String intoFlow(CollectionNode<?> node, String entry) {
    int close = end(node) - 1;
    int last = close;
    while (Character.isWhitespace(text.charAt(last - 1))) {
      last--;
    }
    return replaced(last, last, node.getValue().isEmpty() ? entry : ", " + entry);
  }

  private String outOfFlow(int from, int to) {
    int after = to;
    while (Character.isWhitespace(text.charAt(after))) {
      after++;
    }
    if (text.charAt(after) == ',') {
      int next = after + 1;
      while (Character.isWhitespace(text.charAt(next))) {
        next++;
      }
      return replaced(from, next, "");
    }
    int before = from;
    while (Character.isWhitespace(text.charAt(before - 1))) {
      before--;
    }
    return text.charAt(before - 1) == ',' ? replaced(before - 1, to, "") : replaced(from, to, "");
  }

  private Optional<Node> node(List<String> path) {
    Optional<Node> at = new Compose(YamlBounds.settings()).composeString(text);
    for (String step : path) {
      at = at.flatMap(n -> child(n, step));
    }
    return at;
  }

  private static Optional<Node> child(Node node, String step) {
    return switch (node) {
      case MappingNode mapping -> entry(mapping, step).map(NodeTuple::getValueNode);
      case SequenceNode sequence when NUMBERED.matcher(step).matches() ->
          sequence.getValue().stream().skip(index(step)).findFirst();
      case SequenceNode sequence ->
          sequence.getValue().stream().filter(n -> isNamed(n, step)).findFirst();
      default -> Optional.empty();
    };
  }

  private static boolean isNamed(Node node, String name) {
    return node instanceof MappingNode mapping
        && entry(mapping, "id").or(() -> entry(mapping, "name")).stream()
            .anyMatch(t -> t.getValueNode() instanceof ScalarNode s && s.getValue().equals(name));
  }

  private static Optional<NodeTuple> entry(MappingNode mapping, String key) {
    return mapping.getValue().stream()
        .filter(t -> t.getKeyNode() instanceof ScalarNode s && s.getValue().equals(key))
        .findFirst();
  }

  private int start(Node node) {
    return offset(node.getStartMark().orElseThrow().getIndex());
  }

  /// Where the node's own text ends; a block collection ends with its last entry.
  private int end(Node node) {
    if (node instanceof CollectionNode<?> collection
        && collection.getFlowStyle() != FlowStyle.FLOW
        && !collection.getValue().isEmpty()) {
      return switch (collection.getValue().getLast()) {
        case NodeTuple tuple -> end(tuple.getValueNode());
        case Node last -> end(last);
        default -> throw new IllegalStateException("unknown node");
      };
    }
    int at = offset(node.getEndMark().orElseThrow().getIndex());
    int first = start(node);
    while (at > first && Character.isWhitespace(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  /// Marks count code points.
  private int offset(int codePoints) {
    return text.offsetByCodePoints(0, Math.min(codePoints, text.codePointCount(0, text.length())));
  }

  private int dash(int at) {
    return text.lastIndexOf('-', at - 1);
  }

  private int lineStart(int at) {
    return text.lastIndexOf('\n', at - 1) + 1;
  }

  private int lineEnd(int at) {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  private int column(int at) {
    return at - lineStart(at);
  }

  private int lineIndent(int at) {
    int from = lineStart(at);
    int first = from;
    while (first < text.length() && text.charAt(first) == ' ') {
      first++;
    }
    return first - from;
  }

  private String replaced(int from, int to, String by) {
    return text.substring(0, from) + by + text.substring(to);
  }

  // ---- values as text

  private static String indent(int columns) {
    return " ".repeat(columns);
  }

  private static String item(Map<String, Object> entry, int column) {
    return indent(column) + "- " + block(entry, column + 2).stripLeading();
  }

  private static String block(Map<String, Object> entry, int column) {
    List<String> lines = new ArrayList<>();
    entry.forEach((key, value) -> lines.add(indent(column) + key(key) + ": " + flow(value)));
    return String.join("\n", lines);
  }

  private static String key(String key) {
    return PLAIN_KEY.matcher(key).matches() ? key : quoted(key);
  }

  private static String flow(Object value) {
    return switch (value) {
      case Map<?, ?> m ->
          "{"
              + String.join(
                  ", ",
                  map(m).entrySet().stream()
                      .map(e -> key(e.getKey()) + ": " + flow(e.getValue()))
                      .toList())
              + "}";
      case List<?> l -> "[" + String.join(", ", l.stream().map(SiteText::flow).toList()) + "]";
      case Double d when d == Math.rint(d) && Math.abs(d) < 1e15 -> String.valueOf(d.longValue());
      case Number n -> n.toString();
      case Boolean b -> b.toString();
      default -> scalar(value.toString());
    };
  }

  private static String scalar(String value) {
    boolean isPlain = PLAIN.matcher(value).matches() && !WORD_OF_YAML.matcher(value).matches();
    return isPlain ? value : quoted(value);
  }

  private static String quoted(String value) {
    return io.vertx.core.json.Json.encode(value);
  }
}
