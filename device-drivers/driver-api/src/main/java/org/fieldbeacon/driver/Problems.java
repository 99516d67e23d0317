package org.fieldbeacon.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.fieldbeacon.driver.Attributes.InvalidAttribute;
import org.fieldbeacon.driver.Attributes.Problem;

/// Everything that a factory finds wrong with a profile or a device, in order. One thread.
public final class Problems {
  private final List<Problem> all = new ArrayList<>();

  public void add(Problem problem) {
    all.add(problem);
  }

  public void add(String path, String got, String wanted) {
    add(new Problem(path, got, wanted));
  }

  /// One problem for each key of `attributes` that is not among `known`.
  ///
  /// @param path where the attributes stand: `settings`, `points[2].address`
  public void unknown(String path, Attributes attributes, Set<String> known) {
    attributes.reportUnknown(known, p -> add(path + "." + p.path(), p.got(), p.wanted()));
  }

  /// Reads a setting for its problem alone.
  public void attempt(String path, Supplier<?> read) {
    try {
      var _ = read.get();
    } catch (InvalidAttribute e) {
      Problem p = e.problem();
      add(path + "." + p.path(), p.got(), p.wanted());
    }
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  public List<Problem> all() {
    return List.copyOf(all);
  }
}
