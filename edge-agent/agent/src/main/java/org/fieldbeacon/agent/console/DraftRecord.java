package org.fieldbeacon.agent.console;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fieldbeacon.agent.config.SitePlan;
import org.fieldbeacon.agent.config.SitePlan.Change;
import org.fieldbeacon.agent.config.SiteText;

/// What the record of changes keeps of an edit of a draft: which places of the site file, and what
/// stood and stands there, without secrets.
final class DraftRecord {
  private static final int MOST_PATHS = 12;

  private DraftRecord() {}

  /// @param paths comma-separated; `site.yaml` where no value is another
  /// @param before one line for each path
  /// @param after one line for each path
  record Entry(String paths, String before, String after) {}

  static Entry of(String before, String after, Redactor redactor) {
    List<Change> changes;
    try {
      changes = SitePlan.between(before, after);
    } catch (SiteText.EditException _) {
      // One of them is no YAML: then the whole is what has changed.
      return new Entry("site.yaml", redactor.clean(before), redactor.clean(after));
    }
    if (changes.isEmpty()) {
      return new Entry("site.yaml", "", "");
    }
    return new Entry(
        paths(changes),
        redactor.clean(lines(changes, c -> c.before().en())),
        redactor.clean(lines(changes, c -> c.after().en())));
  }

  private static String paths(List<Change> changes) {
    String first =
        changes.stream().limit(MOST_PATHS).map(DraftRecord::path).collect(Collectors.joining(", "));
    return changes.size() > MOST_PATHS ? first + " +" + (changes.size() - MOST_PATHS) : first;
  }

  private static String path(Change change) {
    return String.join(".", change.path());
  }

  private static String lines(List<Change> changes, Function<Change, String> value) {
    return changes.stream()
        .map(c -> Map.entry(path(c), value.apply(c)))
        .filter(e -> !e.getValue().isEmpty())
        .map(e -> e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining("\n"));
  }
}
