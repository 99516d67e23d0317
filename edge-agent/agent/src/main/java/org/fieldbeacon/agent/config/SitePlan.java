package org.fieldbeacon.agent.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.driver.Text;

/// The difference between two site files, in words: see [SiteWords]. Entries of lists are told
/// apart by `id` or `name`.
public final class SitePlan {
  private static final int MOST = 200;
  private static final Text NOTHING = new Text("", "");
  private static final Set<String> NAMED = Set.of("links", "devices", "rules", "outputs", "models");
  private static final Set<String> OWN = Set.of("address", "settings");

  private final Map<String, Object> before;
  private final Map<String, Object> after;
  private final List<Change> changes = new ArrayList<>();

  /// One change.
  ///
  /// @param place where, in words
  /// @param before empty when it was not there
  /// @param after empty when it is no longer there
  public record Change(List<String> path, Text place, Text before, Text after) {
    /// The change as one sentence.
    public Text sentence() {
      if (before.en().isEmpty()) {
        return new Text(
            "新增 " + place.zh() + "：" + after.zh(), "add " + place.en() + ": " + after.en());
      }
      if (after.en().isEmpty()) {
        return new Text(
            "删除 " + place.zh() + "(原为 " + before.zh() + ")",
            "remove " + place.en() + " (was " + before.en() + ")");
      }
      return new Text(
          place.zh() + "：" + before.zh() + " → " + after.zh(),
          place.en() + ": " + before.en() + " → " + after.en());
    }
  }

  private SitePlan(Map<String, Object> before, Map<String, Object> after) {
    this.before = before;
    this.after = after;
  }

  /// What would change, at most 200 changes.
  ///
  /// @throws SiteText.EditException when one of the texts is no YAML
  public static List<Change> between(String before, String after) {
    var plan = new SitePlan(SiteText.tree(before), SiteText.tree(after));
    plan.compare(List.of(), plan.before, plan.after);
    return plan.changes.size() > MOST ? plan.changes.subList(0, MOST) : List.copyOf(plan.changes);
  }

  /// A place in a site's tree, in words: `规则 河道水位超限 (river-high) 警戒水位`.
  public static Text place(Map<String, Object> tree, List<String> path) {
    return new SitePlan(tree, tree).place(path);
  }

  /// What an entry of a list without names says, in words; its place ends in its number, `[1]`.
  static Text entry(Map<String, Object> tree, List<String> path) {
    List<String> list = path.subList(0, path.size() - 1);
    return new SitePlan(tree, tree).shown(list, SiteText.at(tree, path));
  }

  private void compare(List<String> path, Object before, Object after) {
    if (before.equals(after)) {
      return;
    }
    if (before instanceof Map<?, ?> a && after instanceof Map<?, ?> b) {
      compareEntries(path, entries(a), entries(b));
    } else if (before instanceof List<?> a
        && after instanceof List<?> b
        && isNamed(a)
        && isNamed(b)) {
      compareEntries(path, byName(a), byName(b));
    } else {
      changes.add(new Change(path, place(path), said(path, before), said(path, after)));
    }
  }

  private void compareEntries(
      List<String> path, Map<String, Object> before, Map<String, Object> after) {
    Set<String> all = new LinkedHashSet<>(before.keySet());
    all.addAll(after.keySet());
    for (String key : all) {
      List<String> below = new ArrayList<>(path);
      below.add(key);
      Object was = before.get(key);
      Object is = after.get(key);
      if (was != null && is != null) {
        compare(below, was, is);
      } else {
        changes.add(
            new Change(
                below,
                place(below),
                was == null ? NOTHING : said(below, was),
                is == null ? NOTHING : said(below, is)));
      }
    }
  }

  private static Map<String, Object> entries(Map<?, ?> map) {
    Map<String, Object> entries = new LinkedHashMap<>();
    map.forEach((k, v) -> entries.put(String.valueOf(k), Objects.requireNonNullElse(v, "")));
    return entries;
  }

  private static boolean isNamed(List<?> list) {
    return list.stream()
        .allMatch(e -> e instanceof Map<?, ?> m && (m.containsKey("id") || m.containsKey("name")));
  }

  private static Map<String, Object> byName(List<?> list) {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (Object entry : list) {
      if (entry instanceof Map<?, ?> m) {
        entries.put(String.valueOf(m.containsKey("id") ? m.get("id") : m.get("name")), m);
      }
    }
    return entries;
  }

  private Text place(List<String> path) {
    List<String> zh = new ArrayList<>();
    List<String> en = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      Text word = step(path, i);
      zh.add(word.zh());
      en.add(word.en());
    }
    return new Text(String.join(" ", zh), String.join(" ", en));
  }

  private Text step(List<String> path, int i) {
    String step = path.get(i);
    if (i == 1 && NAMED.contains(path.getFirst())) {
      return named(path.getFirst(), step, step);
    }
    if (i == 1 && path.getFirst().equals("quality")) {
      return point(step);
    }
    return SiteWords.key(step, i > 0 && OWN.contains(path.get(i - 1)));
  }

  /// `水位计 (gauge-1)`; the name alone where nothing has a title.
  private Text named(String list, String name, String shown) {
    return title(after, list, name)
        .or(() -> title(before, list, name))
        .map(t -> new Text(t.zh() + " (" + shown + ")", t.en() + " (" + shown + ")"))
        .orElseGet(() -> same(shown));
  }

  private Text point(String id) {
    int slash = id.indexOf('/');
    return slash < 0 ? same(id) : named("devices", id.substring(0, slash), id);
  }

  private static Optional<Text> title(Map<String, Object> tree, String list, String name) {
    return tree.get(list) instanceof List<?> all && isNamed(all)
        ? Optional.ofNullable(byName(all).get(name))
            .filter(e -> e instanceof Map<?, ?>)
            .map(e -> ((Map<?, ?>) e).get("title"))
            .filter(t -> t instanceof Map<?, ?>)
            .map(t -> (Map<?, ?>) t)
            .filter(t -> t.get("zh") instanceof String && t.get("en") instanceof String)
            .map(t -> new Text(String.valueOf(t.get("zh")), String.valueOf(t.get("en"))))
        : Optional.empty();
  }

  private Text said(List<String> path, Object value) {
    Text shown = shown(path, value);
    return shown.en().isEmpty() ? new Text("空", "empty") : shown;
  }

  /// A value in both languages: keys and choices by their words, titles in one language alone.
  private Text shown(List<String> path, Object value) {
    String key = path.isEmpty() ? "" : path.getLast();
    boolean isOwn = path.size() > 1 && OWN.contains(path.get(path.size() - 2));
    return switch (value) {
      case Map<?, ?> m when m.keySet().equals(Set.of("zh", "en")) ->
          new Text(String.valueOf(m.get("zh")), String.valueOf(m.get("en")));
      case Map<?, ?> m -> joined("，", ", ", pairs(path, m));
      case List<?> l ->
          joined(
              "；",
              "; ",
              l.stream().map(v -> inner(path, Objects.requireNonNullElse(v, ""))).toList());
      case String id when !isOwn -> reference(key, id);
      default -> SiteWords.value(key, isOwn, value);
    };
  }

  private List<Text> pairs(List<String> path, Map<?, ?> map) {
    // What is named is called so already; where it says nothing else, it says that.
    Set<String> names = Set.of("id", "name", "title");
    boolean isNamed =
        path.size() == 2
            && NAMED.contains(path.getFirst())
            && !names.containsAll(entries(map).keySet());
    List<Text> pairs = new ArrayList<>();
    entries(map)
        .forEach(
            (key, value) -> {
              if (isNamed && names.contains(key)) {
                return;
              }
              List<String> below = new ArrayList<>(path);
              below.add(key);
              Text word = SiteWords.key(key, !path.isEmpty() && OWN.contains(path.getLast()));
              Text said = inner(below, value);
              pairs.add(new Text(word.zh() + " " + said.zh(), word.en() + " " + said.en()));
            });
    return pairs;
  }

  private Text reference(String key, String value) {
    return switch (key) {
      case "point", "points", "read-back", "camera" -> point(value);
      case "rule", "suppressed-by" -> named("rules", value, value);
      case "model", "models" -> named("models", value, value);
      default -> SiteWords.value(key, false, value);
    };
  }

  private static Text joined(String zh, String en, List<Text> parts) {
    return new Text(
        String.join(zh, parts.stream().map(Text::zh).toList()),
        String.join(en, parts.stream().map(Text::en).toList()));
  }

  private static Text same(String value) {
    return new Text(value, value);
  }

  private Text inner(List<String> path, Object value) {
    Text shown = shown(path, value);
    return value instanceof Map<?, ?> m && m.size() > 2
        ? new Text("(" + shown.zh() + ")", "(" + shown.en() + ")")
        : shown;
  }
}
