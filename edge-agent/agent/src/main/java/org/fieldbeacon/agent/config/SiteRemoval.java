package org.fieldbeacon.agent.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.fieldbeacon.driver.Text;
import org.jspecify.annotations.Nullable;

/// What goes with a part of a site when it is taken out: what cannot be without it goes too, what
/// only mentions it loses the mention. What protects people is never lost so: an output that the
/// part locks keeps it from being removed.
public final class SiteRemoval {
  /// The lists that parts are removed from.
  public static final Set<String> LISTS = Set.of("links", "devices", "rules", "outputs", "models");

  private final String text;
  private final Map<String, Object> tree;
  private final Set<List<String>> gone = new LinkedHashSet<>();
  private final List<List<String>> lost = new ArrayList<>();
  private final List<Text> obstacles = new ArrayList<>();

  private SiteRemoval(String text, Map<String, Object> tree) {
    this.text = text;
    this.tree = tree;
  }

  /// The removal of an entry of a list; empty when there is none of this name.
  ///
  /// @throws SiteText.EditException when the text is no YAML
  public static Optional<SiteRemoval> of(String text, String list, String name) {
    Map<String, Object> tree = SiteText.tree(text);
    if (!LISTS.contains(list) || !SiteText.has(tree, List.of(list, name))) {
      return Optional.empty();
    }
    var removal = new SiteRemoval(text, tree);
    removal.gone.add(List.of(list, name));
    removal.follow();
    return Optional.of(removal);
  }

  /// What is removed, in words.
  public Text what() {
    return SitePlan.place(tree, gone.iterator().next());
  }

  /// Whole parts that go too, in words.
  public List<Text> along() {
    return gone.stream().skip(1).map(p -> SitePlan.place(tree, p)).toList();
  }

  /// Settings of other parts that go, in words.
  public List<Text> lost() {
    return lost.stream().map(this::named).toList();
  }

  /// Why it cannot be removed as things stand; empty when it can.
  public List<Text> obstacles() {
    return List.copyOf(obstacles);
  }

  /// The text without all of it; comments of what stays stay.
  ///
  /// @throws SiteText.EditException when the layout does not allow it
  public String done() {
    String left = text;
    // From the last to the first, so that numbered entries keep their numbers.
    for (List<String> path : lost.reversed()) {
      left = SiteText.remove(left, path);
    }
    for (List<String> path : gone) {
      left = SiteText.remove(left, path);
    }
    return left;
  }

  // ---- what follows from what

  private void follow() {
    int before;
    do {
      before = gone.size();
      entries("devices").filter(d -> isGone("links", d.get("link"))).forEach(this::refuseLink);
      sink("models", this::cannotBeModel);
      sink("rules", this::cannotBeRule);
      sink("outputs", this::cannotBeOutput);
    } while (gone.size() > before);
    lose();
  }

  private void sink(String list, Predicate<Map<?, ?>> cannotBe) {
    entries(list).filter(cannotBe).forEach(e -> gone.add(List.of(list, nameOf(e))));
  }

  private void refuseLink(Map<?, ?> device) {
    Text who = SitePlan.place(tree, List.of("devices", nameOf(device)));
    var why = new Text(who.zh() + " 还在用这条线路", who.en() + " is still on this link");
    if (!obstacles.contains(why)) {
      obstacles.add(why);
    }
  }

  private boolean cannotBeModel(Map<?, ?> model) {
    return isOnGone(model.get("camera"))
        || map(model.get("points")).values().stream().anyMatch(this::isOnGone);
  }

  private boolean cannotBeRule(Map<?, ?> rule) {
    List<?> models = list(rule.get("models"));
    return isOnGone(rule.get("point"))
        || isOnGone(map(rule.get("sensor")).get("point"))
        || isGone("models", rule.get("model"))
        || (!models.isEmpty() && models.stream().allMatch(m -> isGone("models", m)));
  }

  private boolean cannotBeOutput(Map<?, ?> output) {
    List<?> triggers = list(output.get("triggers"));
    return isOnGone(output.get("point"))
        || (!triggers.isEmpty()
            && triggers.stream().allMatch(t -> isGone("rules", map(t).get("rule"))));
  }

  private void lose() {
    quality();
    left("rules")
        .forEach(
            rule -> {
              String id = nameOf(rule);
              numbered(list(rule.get("models")), m -> isGone("models", m), "rules", id, "models");
              if (isGone("rules", map(rule.get("alarm")).get("suppressed-by"))) {
                lost.add(
                    map(rule.get("alarm")).size() == 1
                        ? List.of("rules", id, "alarm")
                        : List.of("rules", id, "alarm", "suppressed-by"));
              }
            });
    left("outputs")
        .forEach(
            output -> {
              String id = nameOf(output);
              Predicate<Object> isIdle = t -> isGone("rules", map(t).get("rule"));
              numbered(list(output.get("triggers")), isIdle, "outputs", id, "triggers");
              if (isOnGone(output.get("read-back"))) {
                lost.add(List.of("outputs", id, "read-back"));
              }
              if (list(output.get("interlocks")).stream()
                  .anyMatch(l -> isOnGone(map(l).get("point")))) {
                Text who = SitePlan.place(tree, List.of("outputs", id));
                obstacles.add(
                    new Text(
                        who.zh() + " 靠它联锁,删除后联锁就没有了;请先在这个输出里改联锁",
                        who.en() + " is interlocked by it; change that output's interlocks first"));
              }
            });
  }

  private void quality() {
    Map<?, ?> quality = map(tree.get("quality"));
    List<String> own =
        quality.keySet().stream().map(String::valueOf).filter(this::isOnGone).toList();
    if (!own.isEmpty() && own.size() == quality.size()) {
      lost.add(List.of("quality"));
      return;
    }
    own.forEach(point -> lost.add(List.of("quality", point)));
    quality.forEach(
        (point, tests) -> {
          List<?> points = list(map(map(tests).get("neighbour")).get("points"));
          if (own.contains(String.valueOf(point)) || points.stream().noneMatch(this::isOnGone)) {
            return;
          }
          String id = String.valueOf(point);
          if (!points.stream().allMatch(this::isOnGone)) {
            numbered(points, this::isOnGone, "quality", id, "neighbour", "points");
          } else if (map(tests).size() == 1) {
            lost.add(List.of("quality", id));
          } else {
            lost.add(List.of("quality", id, "neighbour"));
          }
        });
  }

  private void numbered(List<?> list, Predicate<Object> isLost, String... place) {
    for (int i = 0; i < list.size(); i++) {
      if (isLost.test(Objects.requireNonNullElse(list.get(i), ""))) {
        List<String> path = new ArrayList<>(List.of(place));
        path.add("[" + i + "]");
        lost.add(List.copyOf(path));
      }
    }
  }

  /// A numbered entry is called by what it says.
  private Text named(List<String> path) {
    if (!path.getLast().startsWith("[")) {
      return SitePlan.place(tree, path);
    }
    Text list = SitePlan.place(tree, path.subList(0, path.size() - 1));
    Text entry = SitePlan.entry(tree, path);
    return new Text(list.zh() + "：" + entry.zh(), list.en() + ": " + entry.en());
  }

  // ---- reading the tree

  private java.util.stream.Stream<Map<?, ?>> entries(String list) {
    return list(tree.get(list)).stream().filter(e -> e instanceof Map<?, ?>).map(SiteRemoval::map);
  }

  private java.util.stream.Stream<Map<?, ?>> left(String list) {
    return entries(list).filter(e -> !gone.contains(List.of(list, nameOf(e))));
  }

  private boolean isGone(String list, @Nullable Object name) {
    return name != null && gone.contains(List.of(list, String.valueOf(name)));
  }

  /// Whether a point belongs to a device that goes, or to a model's answers.
  private boolean isOnGone(@Nullable Object point) {
    String id = String.valueOf(point);
    int slash = id.indexOf('/');
    return slash > 0
        && (isGone("devices", id.substring(0, slash)) || isGone("models", id.substring(0, slash)));
  }

  private static String nameOf(Map<?, ?> entry) {
    return String.valueOf(entry.containsKey("id") ? entry.get("id") : entry.get("name"));
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
