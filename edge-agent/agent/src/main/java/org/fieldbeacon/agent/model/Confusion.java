package org.fieldbeacon.agent.model;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// How often each class was taken for each other, and the figures that follow. One thread.
final class Confusion {
  private final List<String> labels;
  private final long[][] counts;
  private long total;
  private long right;

  Confusion(List<String> labels) {
    this.labels = List.copyOf(labels);
    counts = new long[labels.size()][labels.size()];
  }

  void add(int truth, int said) {
    counts[truth][said]++;
    total++;
    right += truth == said ? 1 : 0;
  }

  long total() {
    return total;
  }

  double accuracy() {
    return total == 0 ? Double.NaN : (double) right / total;
  }

  /// Mean F1 of the classes that occur.
  double macroF1() {
    double sum = 0;
    int occurring = 0;
    for (int i = 0; i < labels.size(); i++) {
      if (support(i) > 0) {
        sum += f1(i);
        occurring++;
      }
    }
    return occurring == 0 ? Double.NaN : sum / occurring;
  }

  long support(int truth) {
    long sum = 0;
    for (long count : counts[truth]) {
      sum += count;
    }
    return sum;
  }

  private long said(int label) {
    long sum = 0;
    for (long[] row : counts) {
      sum += row[label];
    }
    return sum;
  }

  double precision(int label) {
    return share(counts[label][label], said(label));
  }

  double recall(int label) {
    return share(counts[label][label], support(label));
  }

  double f1(int label) {
    return share(2 * counts[label][label], said(label) + support(label));
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  JsonObject json() {
    var classes = new JsonObject();
    var matrix = new JsonArray();
    for (int i = 0; i < labels.size(); i++) {
      var row = new JsonArray();
      for (long count : counts[i]) {
        row.add(count);
      }
      matrix.add(row);
      classes.put(
          labels.get(i),
          new JsonObject()
              .put("n", support(i))
              .put("precision", Rounded.of(precision(i)))
              .put("recall", Rounded.of(recall(i)))
              .put("f1", Rounded.of(f1(i))));
    }
    return summary().put("classes", classes).put("confusion", matrix);
  }

  /// Without the classes.
  JsonObject summary() {
    return new JsonObject()
        .put("n", total)
        .put("accuracy", Rounded.of(accuracy()))
        .put("macro-f1", Rounded.of(macroF1()));
  }

  /// Rows are the truth, columns what was said.
  String table() {
    var text = new StringBuilder();
    int width = labels.stream().mapToInt(String::length).max().orElse(0);
    String name = "%-" + width + "s";
    for (int i = 0; i < labels.size(); i++) {
      text.append(name.formatted(labels.get(i)))
          .append(
              "  n %5d  precision %.3f  recall %.3f  F1 %.3f  said"
                  .formatted(support(i), precision(i), recall(i), f1(i)));
      for (long count : counts[i]) {
        text.append(" %5d".formatted(count));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
