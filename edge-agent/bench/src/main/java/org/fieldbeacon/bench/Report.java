package org.fieldbeacon.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one run measured, in the order it was added. One thread.
final class Report {
  private static final MathContext DIGITS = new MathContext(5);

  private final String name;
  private final JsonObject machine;
  private final Map<String, Object> parameters = new LinkedHashMap<>();
  private final Map<String, Double> figures = new LinkedHashMap<>();
  private final List<Aim> aims = new ArrayList<>();

  /// @param machine as [Machine] says
  Report(String name, JsonObject machine) {
    this.name = name;
    this.machine = machine;
  }

  Report parameter(String key, Object value) {
    parameters.put(key, value);
    return this;
  }

  /// @param key with its unit, as `p99-ms`
  Report figure(String key, double value) {
    figures.put(key, value);
    return this;
  }

  Report atLeast(String figure, double limit) {
    aims.add(new Aim(figure, Aim.Side.AT_LEAST, limit));
    return this;
  }

  Report atMost(String figure, double limit) {
    aims.add(new Aim(figure, Aim.Side.AT_MOST, limit));
    return this;
  }

  double figure(String key) {
    return figures.getOrDefault(key, Double.NaN);
  }

  boolean isEveryAimMet() {
    return aims.stream().allMatch(aim -> aim.isMetBy(figure(aim.figure())));
  }

  JsonObject json() {
    var measured = new JsonObject();
    figures.forEach((key, value) -> measured.put(key, number(value)));
    var wanted = new JsonArray();
    for (Aim aim : aims) {
      wanted.add(
          new JsonObject()
              .put("figure", aim.figure())
              .put("wanted", aim.side().sign + " " + number(aim.limit()))
              .put("got", number(figure(aim.figure())))
              .put("met", aim.isMetBy(figure(aim.figure()))));
    }
    return new JsonObject()
        .put("bench", name)
        .put("parameters", new JsonObject(parameters))
        .put("figures", measured)
        .put("aims", wanted)
        .put("machine", machine);
  }

  void print(PrintWriter out, boolean asJson) {
    if (asJson) {
      out.println(json().encode());
    } else {
      table(out);
    }
    out.flush();
  }

  private void table(PrintWriter out) {
    out.println("bench " + name);
    machine.forEach(e -> row(out, e.getKey(), String.valueOf(e.getValue()), ""));
    out.println();
    parameters.forEach((key, value) -> row(out, key, String.valueOf(value), ""));
    out.println();
    figures.forEach((key, value) -> row(out, key, text(value), verdict(key, value)));
  }

  private String verdict(String figure, double value) {
    StringBuilder said = new StringBuilder();
    for (Aim aim : aims) {
      if (aim.figure().equals(figure)) {
        said.append("  wanted ").append(aim.side().sign).append(' ').append(text(aim.limit()));
        said.append(aim.isMetBy(value) ? ", met" : ", NOT MET");
      }
    }
    return said.toString();
  }

  private static void row(PrintWriter out, String key, String value, String verdict) {
    out.println(String.format(Locale.ROOT, "  %-44s %16s%s", key, value, verdict));
  }

  private static String text(double value) {
    Object number = number(value);
    return number == null ? "not measured" : String.valueOf(number);
  }

  /// Five digits; null where there is nothing to say.
  private static @Nullable Object number(double value) {
    if (!Double.isFinite(value)) {
      return null;
    }
    if (Math.abs(value) >= 10_000) {
      return Math.round(value);
    }
    return new BigDecimal(value).round(DIGITS).doubleValue();
  }
}
