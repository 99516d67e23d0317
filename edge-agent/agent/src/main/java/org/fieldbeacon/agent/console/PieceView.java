package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.LineTap.Piece;

/// What went over a line, for a person: hex, text where it is text, and what it says. Decodes when
/// it is looked at, never before; passwords are concealed.
///
/// @param device that is looked at
/// @param decoder of the line's protocol; empty where there is none
/// @param address of the device that is looked at, in its protocol's words
record PieceView(String device, Optional<FrameDecoder> decoder, Attributes address) {
  private static final Set<String> SECRETS = Set.of("pw", "password", "auth_code", "token");
  private static final String STARS = "***";
  private static final HexFormat SPACED = HexFormat.ofDelimiter(" ").withUpperCase();
  private static final int MOST_FIELDS = 60;

  /// Oldest first.
  JsonArray of(List<Piece> pieces) {
    var list = new JsonArray();
    Optional<Piece> asked = Optional.empty();
    for (Piece piece : pieces) {
      list.add(one(piece, asked));
      asked = piece.isSent() ? Optional.of(piece) : asked;
    }
    return list;
  }

  private JsonObject one(Piece piece, Optional<Piece> asked) {
    return piece.isWords() ? words(piece) : bytes(piece, asked);
  }

  /// Secrets were taken out of it before it was kept.
  private JsonObject words(Piece piece) {
    return told(piece, "", piece.device().equals(device), new JsonArray())
        .put("text", new String(piece.bytes(), StandardCharsets.UTF_8));
  }

  private static JsonObject told(Piece piece, String hex, boolean isMine, JsonArray frames) {
    return new JsonObject()
        .put("number", piece.number())
        .put("at", piece.at().toString())
        .put("sent", piece.isSent())
        .put("connection", piece.connection())
        .put("hex", hex)
        .put("mine", isMine)
        .put("frames", frames);
  }

  private JsonObject bytes(Piece piece, Optional<Piece> asked) {
    byte[] shown = piece.bytes().clone();
    decoder.ifPresent(d -> d.conceal(shown));
    List<DecodedFrame> frames = decode(piece, asked);
    var told = new JsonArray();
    boolean isMine = false;
    boolean isAnothers = false;
    for (DecodedFrame frame : frames) {
      told.add(frame(frame));
      if (frame instanceof DecodedFrame.Good good) {
        boolean matches = matches(good.fields());
        isMine |= matches;
        isAnothers |= !matches;
      }
    }
    JsonObject json = told(piece, SPACED.formatHex(shown), isMine || !isAnothers, told);
    return isText(shown) ? json.put("text", new String(shown, StandardCharsets.US_ASCII)) : json;
  }

  /// An answer is told with its question, without which it may be taken for one.
  private List<DecodedFrame> decode(Piece piece, Optional<Piece> asked) {
    if (decoder.isEmpty()) {
      return List.of();
    }
    List<DecodedFrame> alone = read(line(piece.bytes()));
    if (piece.isSent() || asked.isEmpty() || alone.size() != 1) {
      return alone;
    }
    List<DecodedFrame> both = read(line(asked.get().bytes()) + line(piece.bytes()));
    return both.size() == 2 ? both.subList(1, 2) : alone;
  }

  private List<DecodedFrame> read(String lines) {
    List<DecodedFrame> frames = new ArrayList<>();
    try {
      decoder
          .orElseThrow()
          .decode(
              new ByteArrayInputStream(lines.getBytes(StandardCharsets.ISO_8859_1)), frames::add);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return frames;
  }

  private static String line(byte[] bytes) {
    return isText(bytes)
        ? new String(bytes, StandardCharsets.US_ASCII) + "\n"
        : HexFormat.of().formatHex(bytes) + "\n";
  }

  private static boolean isText(byte[] bytes) {
    for (byte b : bytes) {
      if ((b < ' ' && b != '\r' && b != '\n' && b != '\t') || b == 0x7F) {
        return false;
      }
    }
    return bytes.length > 0;
  }

  private JsonObject frame(DecodedFrame frame) {
    return switch (frame) {
      case DecodedFrame.Good(var fields, var readings) -> {
        Map<String, Object> shown = new LinkedHashMap<>();
        fields.entrySet().stream()
            .filter(e -> !e.getKey().equals("direction"))
            .limit(MOST_FIELDS)
            .forEach(e -> shown.put(e.getKey(), isSecret(e.getKey()) ? STARS : e.getValue()));
        var values = new JsonArray();
        readings.forEach(
            r ->
                values.add(
                    new JsonObject()
                        .put("point", r.point())
                        .put("value", Json.number(r.value()))
                        .put("unit", r.unit().ucum())));
        yield new JsonObject().put("fields", new JsonObject(shown)).put("readings", values);
      }
      case DecodedFrame.Bad(var what, var offset, var got, var wanted) ->
          new JsonObject()
              .put(
                  "bad",
                  new JsonObject()
                      .put("what", what)
                      .put("offset", offset)
                      .put("got", got)
                      .put("wanted", wanted));
    };
  }

  private static boolean isSecret(String key) {
    return SECRETS.contains(key.toLowerCase(java.util.Locale.ROOT));
  }

  /// Whether the frame names the device, or no device at all.
  private boolean matches(Map<String, Object> fields) {
    return address.values().entrySet().stream()
        .filter(e -> fields.containsKey(e.getKey()))
        .allMatch(e -> String.valueOf(fields.get(e.getKey())).equals(String.valueOf(e.getValue())));
  }
}
