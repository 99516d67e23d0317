package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.fieldbeacon.agent.config.Problem;

/// Which of the problems of a site file are one device's, and in which of its form's fields.
final class DeviceProblems {
  private DeviceProblems() {}

  /// @param tree of the file that the problems are in
  /// @return {field, where, got, wanted}; `field` is relative to the device, or begins with `link.`
  static JsonArray of(List<Problem> problems, Map<String, Object> tree, String device) {
    var list = new JsonArray();
    int at = index(tree, "devices", device);
    String link =
        at < 0
            ? ""
            : String.valueOf(
                entries(tree, "devices").get(at) instanceof Map<?, ?> m ? m.get("link") : "");
    String own = "devices[" + at + "]";
    String line = "links[" + index(tree, "links", link) + "]";
    for (Problem problem : problems) {
      field(problem.path(), own, "")
          .or(() -> field(problem.path(), line, "link."))
          .ifPresent(
              field ->
                  list.add(
                      InChinese.put(
                              InChinese.put(
                                  new JsonObject().put("field", field), "got", problem.got()),
                              "wanted",
                              problem.wanted())
                          .put("where", Json.text(Places.of(problem.path(), tree)))));
    }
    return list;
  }

  private static Optional<String> field(String path, String entry, String prefix) {
    if (path.equals(entry)) {
      return Optional.of(prefix.isEmpty() ? "device" : "link");
    }
    return path.startsWith(entry + ".")
        ? Optional.of(prefix + path.substring(entry.length() + 1))
        : Optional.empty();
  }

  private static int index(Map<String, Object> tree, String list, String name) {
    List<?> entries = entries(tree, list);
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i) instanceof Map<?, ?> m && Objects.equals(m.get("name"), name)) {
        return i;
      }
    }
    return -1;
  }

  private static List<?> entries(Map<String, Object> tree, String list) {
    return tree.get(list) instanceof List<?> all ? all : List.of();
  }
}
