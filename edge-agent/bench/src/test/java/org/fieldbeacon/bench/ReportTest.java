package org.fieldbeacon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ReportTest {
  private final Report report =
      new Report("latency", new JsonObject().put("cpu", "a cpu"))
          .figure("p99-ms", 150)
          .figure("rate-per-s", 123_456.7);

  @Test
  void anAimHoldsOnItsSideAndAtItsLimit() {
    assertTrue(report.atMost("p99-ms", 150).atLeast("rate-per-s", 123_456).isEveryAimMet());
    assertFalse(report.atMost("p99-ms", 149.9).isEveryAimMet());
  }

  /// Otherwise a benchmark that measured nothing would meet every aim.
  @Test
  void anAimWithoutItsFigureIsNotMet() {
    assertFalse(report.atMost("lost", 0).isEveryAimMet());
    assertTrue(table().contains("a cpu"));
  }

  @Test
  void theTableSaysWhichAimIsNotMet() {
    report.atMost("p99-ms", 100);
    assertTrue(table().lines().anyMatch(l -> l.contains("p99-ms") && l.contains("NOT MET")));
  }

  @Test
  void jsonHasFiguresAimsAndMachine() {
    JsonObject json = report.atMost("p99-ms", 200).json();
    assertEquals(123_457, json.getJsonObject("figures").getLong("rate-per-s"));
    JsonObject aim = json.getJsonArray("aims").getJsonObject(0);
    assertEquals("<= 200.0", aim.getString("wanted"));
    assertEquals(true, aim.getBoolean("met"));
    assertEquals("a cpu", json.getJsonObject("machine").getString("cpu"));
  }

  private String table() {
    var text = new StringWriter();
    report.print(new PrintWriter(text), false);
    return text.toString();
  }
}
