package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.LineTap;
import org.junit.jupiter.api.Test;

class PieceViewTest {
  private static final Instant NOW = Instant.parse("2026-07-14T03:55:00Z");

  /// Words never went over a line as bytes, so no hex is shown of them; whose they are is known.
  @Test
  void wordsAreShownAsWordsWithWhoseTheyAreAndBytesAsBytes() {
    var tap = new LineTap(() -> NOW, () -> 0);
    tap.watch(0);
    tap.note("plc", false, "nsu=urn:plc;s=Level", () -> "changed to 1.25 Good, 水位");
    tap.note("other", true, "nsu=urn:plc;s=Pump", () -> "set 1");
    tap.received("line", new byte[] {1, 2}, 0, 2);
    JsonArray shown = new PieceView("plc", Optional.empty(), Attributes.NONE).of(tap.watch(0), 0);
    JsonObject words = shown.getJsonObject(0);
    assertEquals("changed to 1.25 Good, 水位", words.getString("text"));
    assertEquals("", words.getString("hex"));
    assertEquals("nsu=urn:plc;s=Level", words.getString("connection"));
    assertTrue(words.getBoolean("mine"));
    assertFalse(shown.getJsonObject(1).getBoolean("mine"));
    assertTrue(shown.getJsonObject(1).getBoolean("sent"));
    assertEquals("01 02", shown.getJsonObject(2).getString("hex"));
    assertFalse(shown.getJsonObject(2).containsKey("text"));
  }
}
