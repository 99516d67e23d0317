package org.fieldbeacon.agent.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.config.Problem;
import org.fieldbeacon.agent.config.SitePlan;
import org.fieldbeacon.agent.config.SiteText;
import org.fieldbeacon.driver.Text;

/// Where in a site file something is, as people call it and not as the file does.
final class Places {
  private static final Pattern STEP = Pattern.compile("([^.\\[]+)|\\[(\\d+)]");

  private Places() {}

  /// `规则 河道水位超限 (river-high) 警戒水位` for `rules[2].warning`.
  static Text of(String path, Map<String, Object> tree) {
    return SitePlan.place(tree, steps(path, tree));
  }

  /// A problem as one sentence, without the line, which an edit moves.
  static Text said(Problem problem, String text) {
    Text where = of(problem.path(), tree(text));
    return new Text(
        where.zh() + " " + InChinese.of(problem.got()) + ",应为:" + InChinese.of(problem.wanted()),
        where.en() + ": got " + problem.got() + ", wanted " + problem.wanted());
  }

  /// Empty when the text is no YAML.
  static Map<String, Object> tree(String text) {
    try {
      return SiteText.tree(text);
    } catch (SiteText.EditException _) {
      return Map.of();
    }
  }

  private static List<String> steps(String path, Map<String, Object> tree) {
    List<String> steps = new ArrayList<>();
    Object at = tree;
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      if (step.group(2) == null) {
        String key = step.group(1);
        steps.add(key);
        at = at instanceof Map<?, ?> map && map.get(key) != null ? map.get(key) : "";
        continue;
      }
      int index = Integer.parseInt(step.group(2));
      at =
          at instanceof List<?> list && index < list.size() && list.get(index) != null
              ? list.get(index)
              : "";
      boolean isNamed = at instanceof Map<?, ?> m && (m.containsKey("id") || m.containsKey("name"));
      steps.add(isNamed ? name((Map<?, ?>) at) : String.valueOf(index + 1));
    }
    return steps;
  }

  private static String name(Map<?, ?> entry) {
    return String.valueOf(entry.containsKey("id") ? entry.get("id") : entry.get("name"));
  }
}
