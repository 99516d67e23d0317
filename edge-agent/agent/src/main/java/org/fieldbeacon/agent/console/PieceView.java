package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
  private static final Set<String> SECRETS =
      Set.of("pw", "newpw", "password", "auth_code", "token");
  private static final String STARS = "***";
  private static final HexFormat SPACED = HexFormat.ofDelimiter(" ").withUpperCase();
  private static final int MOST_FIELDS = 60;

  /// A longer one may quote what is concealed.
  private static final int LONGEST_GOT = 10;

  /// One way of one connection: what is said there belongs together, however it is cut.
  private record Way(String connection, boolean isSent) {}

  /// Oldest first.
  ///
  /// @param pieces all that are kept: a password may begin in an earlier one
  /// @param after the number of the first to be told
  JsonArray of(List<Piece> pieces, long after) {
    var list = new JsonArray();
    Map<Long, byte[]> concealed = concealed(pieces);
    Optional<Piece> asked = Optional.empty();
    for (Piece piece : pieces) {
      if (piece.number() >= after) {
        list.add(one(piece, concealed.getOrDefault(piece.number(), piece.bytes()), asked));
      }
      asked = piece.isSent() ? Optional.of(piece) : asked;
    }
    return list;
  }

  /// What may be shown, by the piece's number.
  private Map<Long, byte[]> concealed(List<Piece> pieces) {
    Map<Way, List<Piece>> ways = new LinkedHashMap<>();
    for (Piece piece : pieces) {
      if (piece.isWords()) {
        continue; // Secrets were taken out of it before it was kept.
      }
      ways.computeIfAbsent(new Way(piece.connection(), piece.isSent()), _ -> new ArrayList<>())
          .add(piece);
    }
    Map<Long, byte[]> shown = new HashMap<>();
    for (List<Piece> way : ways.values()) {
      var all = new ByteArrayOutputStream();
      way.forEach(piece -> all.writeBytes(piece.bytes()));
      byte[] bytes = all.toByteArray();
      decoder.ifPresent(d -> d.conceal(bytes));
      int at = 0;
      for (Piece piece : way) {
        int end = at + piece.bytes().length;
        shown.put(piece.number(), Arrays.copyOfRange(bytes, at, end));
        at = end;
      }
    }
    return shown;
  }

  private JsonObject one(Piece piece, byte[] shown, Optional<Piece> asked) {
    return piece.isWords() ? words(piece) : bytes(piece, shown, asked);
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

  private JsonObject bytes(Piece piece, byte[] shown, Optional<Piece> asked) {
    boolean isConcealed = !Arrays.equals(shown, piece.bytes());
    List<DecodedFrame> frames = decode(piece, asked);
    var told = new JsonArray();
    boolean isMine = false;
    boolean isAnothers = false;
    for (DecodedFrame frame : frames) {
      told.add(frame(frame, isConcealed));
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

  /// @param isConcealed whether there are bytes in it that may not be shown
  private static JsonObject frame(DecodedFrame frame, boolean isConcealed) {
    return switch (frame) {
      case DecodedFrame.Good(var fields, var readings) -> {
        Map<String, Object> shown = new LinkedHashMap<>();
        fields.entrySet().stream()
            .filter(e -> !e.getKey().equals("direction"))
            .limit(MOST_FIELDS)
            .forEach(e -> shown.put(e.getKey(), shown(e.getKey(), e.getValue(), isConcealed)));
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
                      .put("got", isConcealed && got.length() > LONGEST_GOT ? STARS : got)
                      .put("wanted", wanted));
    };
  }

  /// A field without its secrets: by their names, in lists of name and value too, and as bytes
  /// where the frame has some.
  private static Object shown(String key, Object value, boolean isConcealed) {
    if (isSecret(key) || isConcealed && key.endsWith("hex")) {
      return STARS;
    }
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> shown = new LinkedHashMap<>();
        map.forEach(
            (k, v) -> shown.put(String.valueOf(k), shown(String.valueOf(k), v, isConcealed)));
        yield shown;
      }
      case List<?> list when list.size() == 2 && list.get(0) instanceof String k && isSecret(k) ->
          List.of(k, STARS);
      case List<?> list -> list.stream().map(v -> shown("", v, isConcealed)).toList();
      default -> value;
    };
  }

  private static boolean isSecret(String key) {
    return SECRETS.contains(key.toLowerCase(Locale.ROOT));
  }

  /// Whether the frame names the device, or no device at all.
  private boolean matches(Map<String, Object> fields) {
    return address.values().entrySet().stream()
        .filter(e -> fields.containsKey(e.getKey()))
        .allMatch(e -> String.valueOf(fields.get(e.getKey())).equals(String.valueOf(e.getValue())));
  }
}
