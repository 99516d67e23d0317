package org.fieldbeacon.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One row of a `.jsonl` of published frames: the bytes and what independent decoders say of them.
/// Each row names its source.
public record PublishedFrame(String id, byte[] bytes, String kind, JsonNode decoded) {
  private static final JsonMapper JSON = new JsonMapper();

  /// All rows of a resource.
  public static List<PublishedFrame> of(String resource) {
    try (InputStream in = PublishedFrame.class.getResourceAsStream(resource)) {
      assertNotNull(in, resource);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(JSON::readTree)
          .map(PublishedFrame::row)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether it is published as a bad frame.
  public boolean isInvalid() {
    return kind.endsWith("invalid");
  }

  /// Asserts that a decoder's fields say all that is stated, under the same names, except `ours`:
  /// names that this house words in its own way.
  public void assertSaidBy(Map<String, Object> fields, Set<String> ours) {
    assertSaid(id, decoded, fields, ours);
  }

  private static void assertSaid(
      String path, JsonNode stated, @Nullable Object said, Set<String> ours) {
    if (stated.isObject()) {
      assertTrue(said instanceof Map, path + ": got " + said);
      for (var property : stated.properties()) {
        String name = property.getKey();
        if (!ours.contains(name)) {
          assertSaid(path + "." + name, property.getValue(), at(said, name), ours);
        }
      }
    } else if (stated.isArray()) {
      assertTrue(said instanceof List, path + ": got " + said);
      List<?> elements = said instanceof List<?> list ? list : List.of();
      assertEquals(stated.size(), elements.size(), path + ": got " + said);
      for (int i = 0; i < stated.size(); i++) {
        assertSaid(path + "[" + i + "]", stated.get(i), elements.get(i), ours);
      }
    } else if (stated.isNull()) {
      assertEquals(null, said, path);
    } else if (stated.isNumber()) {
      assertTrue(said instanceof Number, path + ": got " + said + ", wanted " + stated);
      double got = said instanceof Number n ? n.doubleValue() : Double.NaN;
      double wanted = stated.asDouble();
      assertEquals(wanted, got, Math.abs(wanted) * 1e-6 + 1e-6, path);
    } else if (stated.isBoolean()) {
      assertEquals(stated.asBoolean(), said, path);
    } else {
      assertEquals(stated.asString(), said, path);
    }
  }

  private static @Nullable Object at(@Nullable Object map, String name) {
    return map instanceof Map<?, ?> m ? m.get(name) : null;
  }

  private static PublishedFrame row(JsonNode row) {
    byte[] bytes =
        row.has("hex")
            ? HexFormat.of().parseHex(row.get("hex").asString())
            : row.get("ascii").asString().getBytes(StandardCharsets.UTF_8);
    return new PublishedFrame(
        row.get("id").asString(), bytes, row.get("kind").asString(), row.get("decoded"));
  }
}
