package org.fieldbeacon.hydrology.sl651;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.hydrology.Vectors;
import org.fieldbeacon.observation.Quality;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Frames that makers of stations and of centres published; each row of `sl651.jsonl` names its
/// source and was decoded by programs other than this one.
class PublishedFramesTest {
  private final Sl651Decoder decoder = new Sl651Decoder();

  @Test
  void everyPublishedFrameSaysWhatItsSourceSays() {
    int frames = 0;
    for (JsonNode row : Vectors.rows("sl651.jsonl")) {
      if (row.get("kind").asString().contains("invalid") || row.get("decoded").has("frames")) {
        continue;
      }
      String id = row.get("id").asString();
      List<DecodedFrame> told = Vectors.decode(decoder, row.get("hex").asString());
      assertEquals(1, told.size(), id);
      Good good = assertInstanceOf(Good.class, told.getFirst(), id + told);
      JsonNode stated = row.get("decoded");
      JsonNode fields = Vectors.json(good.fields());
      compare(id, stated, fields);
      assertEquals(expected(stated), shown(good.readings()), id);
      frames++;
    }
    assertTrue(frames > 75, "frames: got " + frames);
  }

  @Test
  void everyDamagedFrameIsNamedWithOffsetAndBothCheckValues() {
    int frames = 0;
    for (JsonNode row : Vectors.rows("sl651.jsonl")) {
      if (!row.get("kind").asString().contains("invalid")) {
        continue;
      }
      String id = row.get("id").asString();
      String hex = row.get("hex").asString();
      List<DecodedFrame> told = Vectors.decode(decoder, hex);
      assertEquals(1, told.size(), id + told);
      Bad bad = assertInstanceOf(Bad.class, told.getFirst(), id);
      JsonNode stated = row.get("decoded");
      if (stated.has("need_more")) {
        assertEquals("frame truncated", bad.what(), id);
        assertEquals(hex.length() / 2, bad.offset(), id);
      } else {
        assertEquals("CRC check value", bad.what(), id);
        assertEquals(hex.length() / 2 - 2, bad.offset(), id);
        assertEquals(hex.substring(hex.length() - 4), bad.got(), id);
        if (stated.has("crc_expected")) {
          assertEquals(stated.get("crc_expected").asString(), bad.wanted(), id);
        }
      }
      frames++;
    }
    assertTrue(frames >= 7, "frames: got " + frames);
  }

  @Test
  void noiseAroundFramesIsSteppedOverAndCounted() {
    for (JsonNode row : Vectors.rows("sl651.jsonl")) {
      if (!row.get("decoded").has("frames")) {
        continue;
      }
      List<DecodedFrame> told = Vectors.decode(decoder, row.get("hex").asString());
      assertEquals(row.get("decoded").get("frames").asInt(), told.size(), told.toString());
      int skipped = 0;
      for (DecodedFrame frame : told) {
        Good good = assertInstanceOf(Good.class, frame);
        skipped += (Integer) good.fields().getOrDefault("skipped_bytes", 0);
      }
      assertEquals(row.get("decoded").get("skipped_bytes").asInt(), skipped);
      return;
    }
    throw new AssertionError("no stream among the vectors");
  }

  /// All that the row states stands in the frame; ours says more (units as UCUM, names).
  private static void compare(String id, JsonNode stated, JsonNode fields) {
    for (String name : stated.propertyNames()) {
      if (name.equals("values")) {
        continue;
      }
      if (!name.equals("elements")) {
        Vectors.same(id + " " + name, stated.get(name), fields.get(name));
      }
    }
    if (!stated.has("elements")) {
      return;
    }
    assertEquals(
        stated.get("elements").size(), fields.get("elements").size(), id + fields.get("elements"));
    for (int i = 0; i < stated.get("elements").size(); i++) {
      JsonNode want = stated.get("elements").get(i);
      JsonNode got = fields.get("elements").get(i);
      for (String name : want.propertyNames()) {
        if (name.equals("unit") || name.equals("name") || name.equals("ascii")) {
          continue;
        }
        Vectors.same(id + " " + got + " " + name, want.get(name), got.get(name));
      }
    }
  }

  /// What the stated elements measure: value and time, in order.
  private static List<String> expected(JsonNode stated) {
    List<String> all = new ArrayList<>();
    if (stated.has("values")) {
      Instant at = OffsetDateTime.parse(stated.get("observed_at").asString()).toInstant();
      for (String name : stated.get("values").propertyNames()) {
        all.add(stated.get("values").get(name).asDouble() + " " + at);
      }
      return all;
    }
    if (!stated.has("elements") || stated.has("packet")) {
      return all;
    }
    for (JsonNode element : stated.get("elements")) {
      if (element.has("values")) {
        Instant first = OffsetDateTime.parse(element.get("first_at").asString()).toInstant();
        int i = 0;
        for (JsonNode value : element.get("values")) {
          all.add(text(value) + " " + first.plusSeconds(300L * i++));
        }
      } else if (element.has("bits")) {
        double word = Long.parseLong(element.get("raw").asString(), 16);
        all.add(word + " " + lastTime(stated));
      } else if (element.has("observed_at") && element.has("value")) {
        Instant at = OffsetDateTime.parse(element.get("observed_at").asString()).toInstant();
        all.add(text(element.get("value")) + " " + at);
      } else if (element.has("text")) {
        all.add("1.234 " + lastTime(stated));
      }
    }
    return all;
  }

  private static Instant lastTime(JsonNode stated) {
    String at = stated.get("sent_at").asString();
    for (JsonNode element : stated.get("elements")) {
      if (element.get("id").asString().equals("F0")) {
        at = element.get("observed_at").asString();
      }
    }
    return OffsetDateTime.parse(at).toInstant();
  }

  private static List<String> shown(List<Reading> readings) {
    return readings.stream()
        .map(
            r -> {
              assertEquals(Double.isNaN(r.value()), r.quality() == Quality.MISSING, r.toString());
              return (Double.isNaN(r.value()) ? "none" : String.valueOf(r.value()))
                  + " "
                  + r.time().orElseThrow();
            })
        .toList();
  }

  private static String text(JsonNode value) {
    return value.isNull() ? "none" : String.valueOf(value.asDouble());
  }
}
