package org.fieldbeacon.hydrology.szy206;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.hydrology.Vectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Three published frames and others made after SL/T 427-2021; rows of `szy206.jsonl`.
class PublishedFramesTest {
  private static final Map<String, String> OUR_NAMES = Map.of("alarms_if_little_endian", "alarms");

  private final Szy206Decoder decoder = new Szy206Decoder();

  @Test
  void everyFrameSaysWhatItsSourceSays() {
    int frames = 0;
    for (JsonNode row : Vectors.rows("szy206.jsonl")) {
      String id = row.get("id").asString();
      List<DecodedFrame> told = Vectors.decode(decoder, row.get("hex").asString());
      assertEquals(1, told.size(), id);
      Good good = assertInstanceOf(Good.class, told.getFirst(), id + told);
      JsonNode fields = Vectors.json(good.fields());
      JsonNode stated = row.get("decoded");
      for (String name : stated.propertyNames()) {
        Vectors.same(
            id + " " + name, stated.get(name), fields.get(OUR_NAMES.getOrDefault(name, name)));
      }
      frames++;
    }
    assertTrue(frames >= 10, "frames: got " + frames);
  }

  @Test
  void valuesBearTheirUnitsAndTheTimeOfTheLabel() {
    assertEquals(
        List.of("discharge -12.5 m3/s 2026-07-14T00:30:00Z", "volume 10.0 m3 2026-07-14T00:30:00Z"),
        readings("szy206-C0-flowvolume-05"));
    assertEquals(
        List.of("discharge missing m3/s -", "volume 404000.0 m3 -"),
        readings("szy206-C0-flowvolume-01"));
    assertEquals(
        List.of(
            "soil-moisture-20cm 23.5 % 2026-07-14T00:30:00Z",
            "soil-moisture-40cm 26.8 % 2026-07-14T00:30:00Z"),
        readings("szy206-C0-soilmoisture-01"));
  }

  private List<String> readings(String id) {
    JsonNode row =
        Vectors.rows("szy206.jsonl").stream()
            .filter(r -> r.get("id").asString().equals(id))
            .findFirst()
            .orElseThrow();
    return Vectors.readings(Vectors.decode(decoder, row.get("hex").asString()).getFirst());
  }
}
